"""Make payment orders from what is approved."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

from psycopg.rows import TupleRow

from multiguna.audit.actions import record_decision
from multiguna.claims.actions import hold_decisions
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.actions import post_batch
from multiguna.ledger.plan import create_posting_table
from multiguna.payments import plan
from multiguna.payments.queries import orders
from multiguna.payments.queries.orders import released_funds
from multiguna.payments.rules import (
    Owed,
    check_may_pay,
    lines_that_fit,
    oldest_that_fit,
    period_days,
)
from multiguna.payments.terms import OrderCard, StepName


def order_payments(
    *,
    period: str,
    by: Actor,
    on: date,
    provider_code: str | None = None,
    limit_idr: int | None = None,
) -> list[OrderCard]:
    """Make a payment order (SPP-LS) per hospital and fiscal year over a month's approved claims.

    `period` is the month of discharge, `YYYY-MM`. Each order takes the claims whose latest
    decision, made up to `on`, approves an amount above zero and that are in no order that stands;
    with `limit_idr` the oldest decisions first, each claim that still fits. It has a decision
    record, its SPP dated `on`, and per claim the entry `order:<claim_id>` (obligations −X, ordered
    +X; `:<attempt>` behind it when an earlier order of the claim was cancelled). Beside its claims
    it takes what is to be recovered from the hospital (`recover` entries, ordered −X) and the
    penalties for claims that were paid late (`penalty` entries, ordered +X, into arrears if need
    be), and what granted appeals gave claims that an order took before (`order` entries of a
    supplement, obligations −X, ordered +X); a penalty or supplement that the released funds of its
    budget line do not cover waits. Running it again
    orders only what is new, as a supplement (`-2`); nothing new gives an empty list. Amounts are
    whole rupiah.

    Refuses `role_not_allowed` (a treasurer or unattended work orders), `period_invalid`, and
    `claim_decided_again` when a claim got a newer decision, or its year was closed, meanwhile.
    Legal: Permendagri 77/2020.
    """
    check_may_pay(by)
    period_from, period_until = period_days(period)
    values: dict[str, object] = {
        "region": by.region,
        "period": period,
        "period_from": period_from,
        "period_until": period_until,
        "provider_code": provider_code,
        "on": on,
    }
    with transaction(by) as cur:
        cur.execute(plan.LOCK, [by.region])
        hold_decisions(cur, by.region)
        if not _choose(cur, values, limit_idr):
            return []
        with plan.without_loops(cur):
            cur.execute(plan.add_penalties(), values)
        made = _write_orders(cur, values, by, limit_idr)
        create_posting_table(cur)
        cur.execute(plan.postings("order_postings"), values)
        for order_no in made:
            lines = {"order_no": order_no, "seq": 1, "kind": None}
            lines |= {"owed": -1, "ordered": 1, "paid": 0}
            cur.execute(plan.postings("line_postings"), values | lines)
        post_batch(cur, by=by, on=on)
        _check_still_latest(cur, values | {"order_nos": made})
        return orders(cur, by, order_nos=made)


def _choose(cur: Cursor, values: dict[str, object], limit_idr: int | None) -> bool:
    """Fill `payments_chosen` with what is to be ordered; False when there is nothing."""
    count = plan.choose(cur, values)
    if limit_idr is None or not count:
        return count > 0
    owed = [Owed(*row) for row in cur.execute(plan.OLDEST_CHOSEN)]
    kept = [each.claim_id for each in oldest_that_fit(owed, limit_idr)]
    cur.execute(plan.KEEP_CHOSEN, [kept])
    return bool(kept)


def _write_orders(
    cur: Cursor, values: dict[str, object], by: Actor, limit_idr: int | None
) -> list[str]:
    """The orders over the chosen claims, each with its record, SPP and lines; gives their numbers.

    What the limit leaves beside the claims of all of them is room for penalties and supplements, as
    far as the released funds go.
    """
    news = cur.execute(plan.statement("new_orders"), {}).fetchall()
    dues = [_Due(*row) for row in cur.execute(plan.statement("open_dues"), values)]
    funds = released_funds(cur, by, {due.account_id for due in dues})
    years: dict[str, int] = dict(cur.execute(plan.ACCOUNT_YEARS, [by.region]).fetchall())
    room_idr = None if limit_idr is None else limit_idr - sum(new[2] for new in news)
    for new in news:
        order_no, provider_code, _, _, _, accounts, _ = new
        of = {years[account_id] for account_id in accounts}
        its_own = [
            due for due in dues
            if due.provider_code == provider_code and years[due.account_id] in of
        ]  # fmt: skip
        lines = _lines(accounts, its_own, room_idr, funds)
        for line in lines:
            if line.amount_idr > 0:
                funds[line.account_id] -= line.amount_idr
                room_idr = None if room_idr is None else room_idr - line.amount_idr
        _write_order(cur, new, lines, values, by)
        cur.executemany(
            plan.INSERT_LINE,
            [(by.region, order_no, *dataclasses.astuple(line)) for line in lines],
        )
    cur.execute(plan.INSERT_CLAIMS, [by.region])
    return [new[0] for new in news]


@dataclass(frozen=True, slots=True)
class _Due:
    """What waits for an order of its hospital beside claims, in the columns' order."""

    provider_code: str
    kind: str
    due_no: int
    part: int
    claim_id: int
    account_id: str
    care: str
    village_code: str | None
    amount_idr: int


def _lines(
    accounts: dict[str, int], dues: list[_Due], room_idr: int | None, funds: dict[str, int]
) -> list[_Due]:
    """Those of a hospital's dues that its order takes, as far as it takes them."""
    owed = [Owed(n, due.account_id, due.amount_idr) for n, due in enumerate(dues)]
    less = [each for each, due in zip(owed, dues, strict=True) if due.kind == "recovery"]
    more = [each for each, due in zip(owed, dues, strict=True) if due.kind != "recovery"]
    taken = lines_that_fit(accounts, less, more, room_idr, funds)
    return [dataclasses.replace(dues[each.claim_id], amount_idr=each.amount_idr) for each in taken]


def _write_order(
    cur: Cursor, new: TupleRow, lines: list[_Due], values: dict[str, object], by: Actor
) -> None:
    """One order with its decision record and its SPP."""
    order_no, provider_code, claims_idr, claim_count, claims_sha256, accounts, packs = new
    period, on = values["period"], values["on"]
    assert isinstance(period, str)
    assert isinstance(on, date)
    recovered_idr = -sum(line.amount_idr for line in lines if line.kind == "recovery")
    penalty_idr = sum(line.amount_idr for line in lines if line.kind == "penalty")
    supplement_idr = sum(line.amount_idr for line in lines if line.kind == "supplement")
    amount_idr = claims_idr - recovered_idr + penalty_idr + supplement_idr
    record_id = record_decision(
        cur,
        kind="payment_order",
        subject=f"order:{order_no}",
        facts={
            "accounts": accounts,
            "amount_idr": amount_idr,
            "claim_count": claim_count,
            "claims_idr": claims_idr,
            "claims_sha256": claims_sha256,
            "lines": [[line.kind, line.due_no, line.amount_idr] for line in lines],
            "penalty_idr": penalty_idr,
            "period": period,
            "provider_code": provider_code,
            "recovered_idr": recovered_idr,
            "supplement_idr": supplement_idr,
        },
        outcome="ordered",
        reasons=[],
        pack={"pack_hashes": packs},
        by=by,
        on=on,
    )
    amounts = [amount_idr, claims_idr, recovered_idr, penalty_idr, supplement_idr]
    order = [order_no, provider_code, period, *amounts, claim_count, record_id, on, by.name]
    cur.execute(plan.INSERT_ORDER, [by.region, *order])
    spp = [order_no, 1, StepName.SPP, provider_code, order_no, on, None, "", None, record_id]
    cur.execute(plan.INSERT_EVENT, [by.region, *spp, by.name])


def _check_still_latest(cur: Cursor, values: dict[str, object]) -> None:
    """The budget lines are locked by now: a decision that came in between is seen here."""
    if cur.execute(plan.statement("superseded_claims"), values).fetchone() is not None:
        raise Refused(
            "claim_decided_again",
            Text(
                id="Ada klaim yang baru saja diputus ulang, atau tahun anggarannya baru ditutup. "
                "Tidak ada yang dibuat; ulangi.",
                en="A claim was decided again, or its budget year closed, just now. Nothing was "
                "made; run it again.",
            ),
        )
