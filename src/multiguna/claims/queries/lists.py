"""Claims in lists, and what all decisions come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from psycopg.rows import TupleRow

from multiguna.audit.actions import record_access
from multiguna.claims import plan
from multiguna.claims.queries.clocks import clock_steps, clock_values, over_sets, read_clock
from multiguna.claims.terms.catalogue import SAID
from multiguna.claims.terms.deciding import Outcome, OutcomeSum
from multiguna.claims.terms.views import ClaimRow
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.sqlplan import Step
from multiguna.kernel.terms import Actor
from multiguna.programme.queries import pack_in_force

SUMS = """
SELECT a.outcome, count(*), sum(a.billed_idr)::bigint, sum(a.approved_idr)::bigint,
    sum(a.reduced_idr)::bigint, sum(a.rejected_idr)::bigint, sum(a.pended_idr)::bigint
FROM claims_adjudication a JOIN latest_decisions d USING (claim_id, version)
WHERE a.claim_id NOT IN (SELECT c.corrects FROM claims_claim c WHERE c.corrects IS NOT NULL)
GROUP BY a.outcome
"""
ONE_PAGE = "SELECT claim_id FROM {} ORDER BY claim_id DESC LIMIT %(limit)s OFFSET %(skip)s"
NAMED = Step(
    "page",
    {},
    """SELECT named.claim_id, d.version, d.outcome, d.approved_idr
    FROM unnest(%(claim_ids)s::bigint[]) AS named (claim_id)
    LEFT JOIN LATERAL (
        SELECT a.version, a.outcome, a.approved_idr FROM claims_adjudication AS a
        WHERE a.claim_id = named.claim_id ORDER BY a.version DESC LIMIT 1
    ) AS d ON true""",
)
ROWS = "SELECT * FROM claim_rows ORDER BY claim_id DESC"
UNDECIDED = "undecided"


def claim_list(
    cur: Cursor,
    by: Actor,
    *,
    outcome: str | None = None,
    provider_code: str | None = None,
    rule_code: str | None = None,
    batch_id: int | None = None,
    search: str | None = None,
    page: int = 1,
    page_size: int = 50,
    on: date | None = None,
) -> tuple[list[ClaimRow], int]:
    """One page of the claims that `by` may see, the newest first, and how many there are.

    `outcome` may also be `undecided`; `search` is the beginning of a claim number, a whole
    medical record number or our claim number, never a name. Whose rows are shown is written to
    the access log. The clocks are those on the day `on`; without a day there are none.
    """
    values: dict[str, object] = {
        "region": by.region,
        "outcome": outcome,
        "provider_code": provider_code,
        "rule_code": rule_code,
        "batch_id": batch_id,
        "search": search,
        "limit": page_size,
        "skip": (page - 1) * page_size,
    }
    chosen = _by_decision if outcome or rule_code else _by_bill
    claim_ids, total = chosen(cur, values)
    rows = claim_rows(cur, by, claim_ids, on=on, purpose="claim_list")
    return [rows[claim_id] for claim_id in claim_ids], total


def _by_bill(cur: Cursor, values: dict[str, object]) -> tuple[list[int], int]:
    """One page of the claims by what they bill: no decision is looked at."""
    listed = [_load("listed_claims")]
    count = sqlplan.join(listed, "SELECT count(*) FROM listed_claims")
    counted = cur.execute(count, values).fetchone()
    assert counted is not None
    rows = cur.execute(sqlplan.join(listed, ONE_PAGE.format("listed_claims")), values)
    return [row[0] for row in rows], counted[0]


def _by_decision(cur: Cursor, values: dict[str, object]) -> tuple[list[int], int]:
    """One page of the claims by what was decided, over all of them."""
    page = ONE_PAGE.format("wanted_claims")
    steps = [_load(name) for name in ("listed_claims", "latest_decisions", "wanted_claims")]
    both = sqlplan.join(steps, f"SELECT ARRAY({page}), (SELECT count(*) FROM wanted_claims)")
    with over_sets(cur):
        found = cur.execute(both, values).fetchone()
    assert found is not None
    return found[0], found[1]


def outcome_sums(cur: Cursor, by: Actor) -> dict[Outcome, OutcomeSum]:
    """What the decisions that hold come to, by outcome; every outcome is there. A claim that was
    replaced by its correction counts through the correction alone."""
    rows = cur.execute(plan.with_latest(SUMS), {"region": by.region}).fetchall()
    sums = {Outcome(outcome): OutcomeSum(*amounts) for outcome, *amounts in rows}
    return {outcome: sums.get(outcome, OutcomeSum()) for outcome in Outcome}


def claim_rows(
    cur: Cursor, by: Actor, claim_ids: Sequence[int], *, on: date | None, purpose: str
) -> dict[int, ClaimRow]:
    """Claims by number as a list shows them, without those that `by` may not see.

    Whose they are goes to the access log for `purpose`.
    """
    if not claim_ids:
        return {}
    values = {"claim_ids": list(claim_ids), **clock_values(pack_in_force(by), on)}
    rows = cur.execute(_named(), values).fetchall()
    _log(cur, by, rows, purpose)
    return {row[0]: _row(row, on) for row in rows}


@cache
def _named() -> str:
    """Claims named by number, as a list shows them."""
    return sqlplan.join([NAMED, *_clocked()], ROWS)


def _clocked() -> list[Step]:
    return [*clock_steps(_load("clocked_page")), _load("claim_rows")]


def _load(name: str) -> Step:
    return sqlplan.load("claims", name)


def _row(row: TupleRow, on: date | None) -> ClaimRow:
    outcome, codes = row[12], row[15]
    return ClaimRow(
        claim_id=row[0],
        claim_no=row[1],
        provider_code=row[2],
        provider_name=row[3],
        patient_name=row[4],
        care=row[5],
        care_class=row[6],
        admission_date=row[7],
        discharge_date=row[8],
        cbg_code=row[9],
        received_on=row[10],
        billed_idr=row[11],
        outcome=None if outcome is None else Outcome(outcome),
        approved_idr=row[13],
        rules=tuple(SAID[code] for code in codes),
        minutes_no=row[16],
        clock=None if on is None else read_clock(row[17:24]),
    )


def _log(cur: Cursor, by: Actor, rows: list[TupleRow], purpose: str) -> None:
    persons = sorted({row[14] for row in rows if row[14] is not None})
    if persons:
        record_access(cur, person_ids=persons, purpose=purpose, by=by)
