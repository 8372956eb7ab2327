"""Make payment orders from what is approved."""

from __future__ import annotations

from datetime import date

from multiguna.audit.actions import record_decision
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.actions import post_batch
from multiguna.ledger.plan import create_posting_table
from multiguna.payments import plan
from multiguna.payments.queries import orders
from multiguna.payments.rules import Owed, check_may_pay, oldest_that_fit, period_days
from multiguna.payments.terms import OrderCard, StepName


def order_payments(
    *,
    period: str,
    by: Actor,
    on: date,
    provider_code: str | None = None,
    limit_idr: int | None = None,
) -> list[OrderCard]:
    """Make one payment order (SPP-LS) per hospital over what was approved for a month.

    `period` is the month of discharge, `YYYY-MM`. Each order takes the claims whose latest
    decision, made up to `on`, approves an amount above zero and that are in no order that stands;
    with `limit_idr` the oldest decisions first, each claim that still fits. It has a decision
    record, its SPP dated `on`, and per claim the entry `order:<claim_id>` (obligations −X, ordered
    +X; `:<attempt>` behind it when an earlier order of the claim was cancelled). Running it again
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
        if not _choose(cur, values, limit_idr):
            return []
        made = _write_orders(cur, period, by, on)
        create_posting_table(cur)
        cur.execute(plan.postings("order_postings"), values)
        post_batch(cur, by=by, on=on)
        _check_still_latest(cur, values)
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


def _write_orders(cur: Cursor, period: str, by: Actor, on: date) -> list[str]:
    """The orders over the chosen claims, each with its record and SPP; gives their numbers."""
    made = []
    for new in cur.execute(plan.statement("new_orders"), {}).fetchall():
        order_no, provider_code, claims_idr, claim_count, claims_sha256, accounts, packs = new
        record_id = record_decision(
            cur,
            kind="payment_order",
            subject=f"order:{order_no}",
            facts={
                "accounts": accounts,
                "amount_idr": claims_idr,
                "claim_count": claim_count,
                "claims_sha256": claims_sha256,
                "period": period,
                "provider_code": provider_code,
            },
            outcome="ordered",
            reasons=[],
            pack={"pack_hashes": packs},
            by=by,
            on=on,
        )
        amounts = [claims_idr, claims_idr, 0, 0, claim_count]
        order = [order_no, provider_code, period, *amounts, record_id, on, by.name]
        cur.execute(plan.INSERT_ORDER, [by.region, *order])
        spp = [order_no, 1, StepName.SPP, provider_code, order_no, on, None, "", None, record_id]
        cur.execute(plan.INSERT_EVENT, [by.region, *spp, by.name])
        made.append(order_no)
    cur.execute(plan.INSERT_CLAIMS, [by.region])
    return made


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
