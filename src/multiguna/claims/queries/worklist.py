"""The verifier's worklist: open claims in order, each with its risk explained."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache

from psycopg.rows import TupleRow

from multiguna.claims.queries.clocks import clock_steps, clock_values, over_sets
from multiguna.claims.queries.lists import claim_rows
from multiguna.claims.rules.risk import HOSPITAL_DAYS, judge_risk
from multiguna.claims.terms.deciding import Severity
from multiguna.claims.terms.working import (
    Risk,
    RiskFacts,
    WorkFlag,
    WorkItem,
    WorkOrder,
)
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.sqlplan import Step
from multiguna.kernel.terms import Actor
from multiguna.programme.queries import pack_in_force

CLOCKED = Step("clocked", {}, "SELECT claim_id, received_on FROM open_claims")


def worklist(
    cur: Cursor,
    by: Actor,
    *,
    on: date,
    order: WorkOrder = WorkOrder.AGE,
    provider_code: str | None = None,
    rule: str | None = None,
    flags: Collection[WorkFlag] = (),
    page: int = 1,
    page_size: int = 50,
) -> tuple[list[WorkItem], int]:
    """One page of the claims that are not decided for good on `on`, and how many there are.

    By age (the oldest received first), by amount or by risk (the highest first); what waits for its
    hospital comes last. `rule` names a rule that found something, and all of `flags` must hold.
    Whose claims are shown is written to the access log. Two statements.
    """
    values: dict[str, object] = {
        "provider_code": provider_code,
        "rule_code": rule,
        "flags": [flag.value for flag in flags],
        "order": order.value,
        "limit": page_size,
        "skip": (page - 1) * page_size,
        "hospital_days": HOSPITAL_DAYS,
        **clock_values(pack_in_force(by), on),
    }
    with over_sets(cur):
        found = cur.execute(_worklist(), values).fetchall()
    rows = claim_rows(cur, by, [row[0] for row in found], on=on, purpose="worklist")
    items = [
        WorkItem(rows[row[0]], _risk(row[4:9]), frozenset(map(WorkFlag, row[3]))) for row in found
    ]
    return items, found[0][10] if found else 0


def claim_risk(cur: Cursor, by: Actor, claim_id: int, *, on: date) -> Risk | None:
    """The risk of one open claim on a day; None once it is decided for good."""
    values = {
        "region": by.region, "claim_id": claim_id, "hospital_days": HOSPITAL_DAYS, "on": on,
    }  # fmt: skip
    row = cur.execute(_one_risk(), values).fetchone()
    return None if row is None else _risk(row)


def _risk(row: TupleRow) -> Risk:
    severities, *rest = row
    return judge_risk(RiskFacts(tuple(map(Severity, severities)), *rest))


@cache
def _worklist() -> str:
    steps = [
        _load("open_claims"),
        *clock_steps(CLOCKED),
        *map(_load, ("hospital_shares", "claim_risks")),
    ]
    return sqlplan.join(steps, _load("worklist").select)


@cache
def _one_risk() -> str:
    one = _load("open_claim")
    steps = [
        Step("open_claims", one.header, one.select),
        *map(_load, ("hospital_shares", "claim_risks")),
    ]
    final = (
        "SELECT r.severities, c.billed_idr, r.rate_idr, r.hospital_claims, r.hospital_cut "
        "FROM claim_risks r JOIN open_claims c ON c.claim_id = r.claim_id"
    )
    return sqlplan.join(steps, final)


def _load(name: str) -> Step:
    return sqlplan.load("claims", name)
