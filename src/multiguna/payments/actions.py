"""The writers of payment: make orders from what is approved, and record their steps."""

from __future__ import annotations

from datetime import date

from multiguna.audit.actions import record_decision
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.actions import post_batch
from multiguna.ledger.plan import create_posting_table
from multiguna.payments import plan
from multiguna.payments.queries import deciders, order_card, orders
from multiguna.payments.rules import (
    check_duties_apart,
    check_may_pay,
    judge_step,
    period_days,
)
from multiguna.payments.terms import OrderCard, OrderStep, StepName


def order_payments(
    *, period: str, by: Actor, on: date, provider_code: str | None = None
) -> list[OrderCard]:
    """Make one payment order (SPP-LS) per hospital over what was approved for a month.

    `period` is the month of discharge, `YYYY-MM`. Each order takes the claims whose latest
    decision, made up to `on`, approves an amount above zero and that are in no order yet; it has a
    decision record, its SPP step dated `on`, and per claim the entry `order:<claim_id>`
    (obligations −X, ordered +X). Running it again orders only what is new, as a supplement (`-2`);
    nothing new gives an empty list. Amounts are whole rupiah.

    Refuses `role_not_allowed` (a treasurer or unattended work orders), `period_invalid`, and
    `claim_decided_again` when a claim got a newer decision meanwhile. Legal: Permendagri 77/2020.
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
        if not plan.choose(cur, values):
            return []
        made = _write_orders(cur, period, by, on)
        _post(cur, "order_postings", values, by, on)
        _check_still_latest(cur, values)
        return orders(cur, by, order_nos=made)


def _write_orders(cur: Cursor, period: str, by: Actor, on: date) -> list[str]:
    """The orders over the chosen claims, each with its record and SPP; gives their numbers."""
    made = []
    for new in cur.execute(plan.statement("new_orders"), {}).fetchall():
        order_no, provider_code, amount_idr, claim_count, claims_sha256, accounts, packs = new
        record_id = record_decision(
            cur,
            kind="payment_order",
            subject=f"order:{order_no}",
            facts={
                "accounts": accounts,
                "amount_idr": amount_idr,
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
        order = [order_no, provider_code, period, amount_idr, claim_count, record_id, on, by.name]
        cur.execute(plan.INSERT_ORDER, [by.region, *order])
        spp = [order_no, StepName.SPP.value, provider_code, order_no, on, by.name]
        cur.execute(plan.INSERT_STEP, [by.region, *spp])
        made.append(order_no)
    cur.execute(plan.INSERT_CLAIMS, [by.region])
    return made


def _post(cur: Cursor, step: str, values: dict[str, object], by: Actor, on: date) -> None:
    create_posting_table(cur)
    cur.execute(plan.postings(step), values)
    post_batch(cur, by=by, on=on)


def _check_still_latest(cur: Cursor, values: dict[str, object]) -> None:
    """The budget lines are locked by now: a decision that came in between is seen here."""
    if cur.execute(plan.statement("superseded_claims"), values).fetchone() is not None:
        raise Refused(
            "claim_decided_again",
            Text(
                id="Ada klaim yang baru saja diputus ulang. Tidak ada yang dibuat; ulangi.",
                en="A claim was decided again just now. Nothing was made; run it again.",
            ),
        )


def record_step(
    *, order_no: str, step: StepName | str, document_no: str, by: Actor, on: date
) -> OrderCard:
    """Record that an order's SPM or SP2D was issued, with the document's number and date `on`.

    SPM after SPP (made with the order), SP2D after SPM, each once; the same content again has no
    effect. The SP2D posts per claim `pay:<order_no>:<claim_id>` (ordered −X, paid +X) and writes a
    decision record.

    Refuses `role_not_allowed`, `order_unknown`, `step_unknown`, `document_missing`,
    `step_out_of_order`, `step_repeated` (other content), `step_too_early` (dated before the
    earlier step), `document_used` (the number stands on another order), `funds_not_released` (the
    SPD does not cover the SP2D) and `duties_not_apart`: who made the order or decided one of its
    claims may not record its SP2D. Unattended work (role system) is exempt from the last, acts
    for nobody, and stands as `system` in every record. Legal: Permendagri 77/2020.
    """
    check_may_pay(by)
    new = OrderStep(_step_name(step), document_no.strip(), on, by.name)
    with transaction(by) as cur:
        cur.execute(plan.LOCK, [by.region])
        order = order_card(cur, by, order_no)
        if not judge_step(order, new):
            return order
        _check_document(cur, by, order, new)
        if new.step is StepName.SP2D:
            check_duties_apart(order, by, deciders(cur, by, order_no))
        row = [order_no, new.step.value, order.provider_code, new.document_no, on, by.name]
        cur.execute(plan.INSERT_STEP, [by.region, *row])
        if new.step is StepName.SP2D:
            _pay(cur, order, new, by)
        return order_card(cur, by, order_no)


def _pay(cur: Cursor, order: OrderCard, sp2d: OrderStep, by: Actor) -> None:
    values: dict[str, object] = {"region": by.region, "order_no": order.order_no, "on": sp2d.on}
    _post(cur, "payment_postings", values, by, sp2d.on)
    record_decision(
        cur,
        kind="payment",
        subject=f"order:{order.order_no}",
        facts={
            "amount_idr": order.amount_idr,
            "claim_count": order.claim_count,
            "document_no": sp2d.document_no,
            "order_record_id": order.record_id,
        },
        outcome="paid",
        reasons=[],
        pack=None,
        by=by,
        on=sp2d.on,
    )


def _step_name(step: str) -> StepName:
    try:
        return StepName(step)
    except ValueError:
        raise Refused(
            "step_unknown",
            Text(
                id="Langkah pembayaran adalah spm atau sp2d; spp dibuat bersama perintahnya.",
                en="A payment step is spm or sp2d; the spp is made with the order.",
            ),
        ) from None


def _check_document(cur: Cursor, by: Actor, order: OrderCard, new: OrderStep) -> None:
    values = [by.region, new.step.value, new.document_no, order.order_no]
    used = cur.execute(plan.DOCUMENT_USED, values).fetchone()
    if used is not None:
        raise Refused(
            "document_used",
            Text(
                id=f"{new.step.upper()} {new.document_no} sudah dicatat untuk {used[0]}. "
                "Periksa nomornya; bila nomor berulang tiap tahun, tulis tahunnya juga.",
                en=f"{new.step.upper()} {new.document_no} is already recorded for {used[0]}. "
                "Check the number; if numbers start anew each year, write the year as well.",
            ),
            order_no=str(used[0]),
        )
