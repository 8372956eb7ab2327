"""What happens to an order after it is made: its papers, a return, the cancelling."""

from __future__ import annotations

from datetime import date

from multiguna.audit.actions import record_decision
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.actions import post_batch
from multiguna.ledger.plan import create_posting_table, lock_named
from multiguna.payments import plan
from multiguna.payments.queries import deciders, order_card, payable_part
from multiguna.payments.rules import (
    check_duties_apart,
    check_may_pay,
    judge_cancel,
    judge_return,
    judge_step,
)
from multiguna.payments.terms import (
    CANCELLED,
    RETURNED,
    OrderCard,
    OrderStep,
    StepName,
)


def record_step(
    *,
    order_no: str,
    step: StepName | str,
    document_no: str,
    by: Actor,
    on: date,
    amount_idr: int | None = None,
) -> OrderCard:
    """Record a paper of an order: its check, SPM or SP2D, with the document's number and date.

    The check comes after the SPP (made with the order), then the SPM, then the SP2D; the same
    content again has no effect. An SP2D pays what is left, or with `amount_idr` a part: whole
    claims, the oldest decision first, that add up to exactly this sum (see `payable_part`); then
    the next SP2D is due. It posts per claim `pay:<order_no>:<claim_id>` (ordered −X, paid +X; the
    attempt behind it when an earlier payment came back). Every paper has a decision record.

    Refuses `role_not_allowed`, `order_unknown`, `step_unknown`, `document_missing`,
    `step_out_of_order`, `step_repeated` (other content), `step_too_early` (dated before the
    latest event), `document_used` (the number stands on another order, or came back),
    `order_cancelled`, `amount_not_sp2d`, `amount_not_whole` (no claims add up to it; the facts
    say what does), `funds_not_released` (the SPD does not cover the SP2D) and `duties_not_apart`:
    maker, checker, signer of the SPM and recorder of the SP2D are four people, and none of the
    last three decided one of its claims. Unattended work (role system) is exempt, acts for nobody,
    and stands as `system` in every record. Legal: Permendagri 77/2020.
    """
    check_may_pay(by)
    new = OrderStep(_step_name(step), document_no.strip(), on, by.name, amount_idr)
    with transaction(by) as cur:
        cur.execute(plan.LOCK, [by.region])
        order = order_card(cur, by, order_no)
        if not judge_step(order, new):
            return order
        _check_document(cur, by, order, new)
        decided_by = () if new.step is StepName.SPP else deciders(cur, by, order_no)
        check_duties_apart(order, new.step, by, decided_by)
        if new.step is StepName.SP2D:
            _pay(cur, order, new, by)
        elif amount_idr is not None:
            raise Refused(
                "amount_not_sp2d",
                Text(
                    id="Jumlah hanya ditulis untuk SP2D.",
                    en="Only an SP2D has an amount of its own.",
                ),
            )
        else:
            facts: dict[str, Json] = {"document_no": new.document_no}
            _happen(cur, order, new.step, by, on, document_no=new.document_no, facts=facts)
        return order_card(cur, by, order_no)


def return_step(*, order_no: str, reason: str, by: Actor, on: date) -> OrderCard:
    """Record that the latest paper of an order came back, and why; its turn it is then again.

    What replaces it has a new number. A returned SP2D posts per claim
    `return:<order_no>:<claim_id>:<attempt>` (paid −X, ordered +X). Money that comes back after its
    year was closed is the region's revenue: that year keeps its paid, the claims are owed by the
    year in progress (obligations +X, into arrears when its budget is short) for a new order, and
    an order of which nothing is paid any more is void. The same return again, directly after
    itself, has no effect. Writes a decision record.

    Refuses `role_not_allowed`, `order_unknown`, `reason_missing`, `order_cancelled`,
    `nothing_to_return` and `step_too_early`. Legal: Permendagri 77/2020.
    """
    check_may_pay(by)
    reason = reason.strip()
    with transaction(by) as cur:
        cur.execute(plan.LOCK, [by.region])
        order = order_card(cur, by, order_no)
        back = judge_return(order, reason, on)
        if back is None:
            return order
        facts: dict[str, Json] = {"paper": back.event, "document_no": back.document_no}
        closed = back.amount_idr is not None and _year_closed(cur, by, order)
        if back.amount_idr is not None:
            facts |= {"amount_idr": back.amount_idr, "after_closing": closed}
        seq = _happen(cur, order, RETURNED, by, on, reason=reason, voids=back.seq, facts=facts)
        if back.amount_idr is not None:
            values = _values(order, by, on, seq) | {"voids": back.seq, "after_closing": closed}
            cur.execute(plan.RETURN_CLAIMS, values)
            whole = back.amount_idr == order.paid_idr
            lines = "return" if whole and not closed else ""
            _post(cur, "return_postings", values, by, on, lines=lines)
            if closed:
                _owe_again(cur, by, order_no, values, reason if whole else "")
        return order_card(cur, by, order_no)


def _owe_again(
    cur: Cursor, by: Actor, order_no: str, values: dict[str, object], void_for: str
) -> None:
    """Free what came back after its year was closed for a new order; void one left empty."""
    cur.execute(plan.OWE_AGAIN, values)
    if void_for:
        order = order_card(cur, by, order_no)
        facts: dict[str, Json] = {"claim_count": order.claim_count}
        _happen(cur, order, CANCELLED, by, order.last_on, reason=void_for, facts=facts)
        cur.execute(plan.CANCEL_LINES, values)
        create_posting_table(cur)
        _put_lines(cur, values, "owe")
        post_batch(cur, by=by, on=order.last_on)


def cancel_order(*, order_no: str, reason: str, by: Actor, on: date) -> OrderCard:
    """Make an order void: its claims are owed again and may be ordered again.

    Posts per claim `cancel:<order_no>:<claim_id>` (ordered −X, obligations +X); its recoveries are
    open, its penalties and supplements owed again. Again for the same reason has no effect. Writes
    a decision record.

    Refuses `role_not_allowed`, `order_unknown`, `reason_missing`, `step_too_early`, `order_paid`
    (something of it is paid) and `order_cancelled` (for another reason).
    """
    check_may_pay(by)
    reason = reason.strip()
    with transaction(by) as cur:
        cur.execute(plan.LOCK, [by.region])
        order = order_card(cur, by, order_no)
        if not judge_cancel(order, reason, on):
            return order
        facts: dict[str, Json] = {"claim_count": order.claim_count}
        seq = _happen(cur, order, CANCELLED, by, on, reason=reason, facts=facts)
        values = _values(order, by, on, seq) | {"after_closing": False}
        cur.execute(plan.CANCEL_CLAIMS, values)
        _post(cur, "cancel_postings", values, by, on, lines="cancel")
        cur.execute(plan.CANCEL_LINES, values)
        return order_card(cur, by, order_no)


def _pay(cur: Cursor, order: OrderCard, sp2d: OrderStep, by: Actor) -> None:
    """Pay what is left of the order, or the claims that add up to the SP2D's amount."""
    rest_idr = order.amount_idr - order.paid_idr
    amount_idr = rest_idr if sp2d.amount_idr is None else sp2d.amount_idr
    claim_ids = None
    if amount_idr != rest_idr:
        fits_idr, claim_ids = payable_part(cur, by, order.order_no, amount_idr)
        if fits_idr != amount_idr or not claim_ids:
            raise _not_whole(order, amount_idr, fits_idr, rest_idr)
    facts: dict[str, Json] = {
        "amount_idr": amount_idr,
        "claim_count": order.claim_count if claim_ids is None else len(claim_ids),
        "document_no": sp2d.document_no,
        "order_record_id": order.record_id,
    }
    seq = _happen(
        cur, order, sp2d.step, by, sp2d.on, document_no=sp2d.document_no, amount_idr=amount_idr,
        facts=facts,
    )  # fmt: skip
    values = _values(order, by, sp2d.on, seq) | {"claim_ids": claim_ids}
    if not cur.execute(plan.pay_claims(), values).rowcount:
        raise Refused(
            "nothing_to_pay",
            Text(
                id=f"{order.order_no}: tidak ada lagi yang dibayar. Yang kembali sesudah tahunnya "
                "ditutup masuk ke perintah baru.",
                en=f"{order.order_no}: nothing is left to pay. What came back after its year was "
                "closed goes into a new order.",
            ),
            order_no=order.order_no,
        )
    _post(cur, "payment_postings", values, by, sp2d.on, lines="" if order.paid_idr else "pay")


def _not_whole(order: OrderCard, amount_idr: int, fits_idr: int, rest_idr: int) -> Refused:
    return Refused(
        "amount_not_whole",
        Text(
            id=f"{order.order_no}: {rupiah(amount_idr)} bukan jumlah klaim utuh. Yang tertua "
            f"sampai jumlah itu: {rupiah(fits_idr)}; sisa perintah: {rupiah(rest_idr)}.",
            en=f"{order.order_no}: {rupiah(amount_idr)} is no sum of whole claims. The oldest up "
            f"to it come to {rupiah(fits_idr)}; left of the order: {rupiah(rest_idr)}.",
        ),
        order_no=order.order_no,
        fits_idr=fits_idr,
        rest_idr=rest_idr,
    )


def _happen(
    cur: Cursor,
    order: OrderCard,
    event: str,
    by: Actor,
    on: date,
    *,
    facts: dict[str, Json],
    document_no: str | None = None,
    amount_idr: int | None = None,
    reason: str = "",
    voids: int | None = None,
) -> int:
    """Write the next event of an order with its decision record; gives its place."""
    seq = order.events[-1].seq + 1
    record_id = record_decision(
        cur,
        kind="payment" if event == StepName.SP2D else "payment_step",
        subject=f"order:{order.order_no}",
        facts=facts if not reason else facts | {"reason": reason},
        outcome="paid" if event == StepName.SP2D else event,
        reasons=[],
        pack=None,
        by=by,
        on=on,
    )
    row = [order.order_no, seq, event, order.provider_code, document_no, on, amount_idr, reason]
    cur.execute(plan.INSERT_EVENT, [by.region, *row, voids, record_id, by.name])
    return seq


def _values(order: OrderCard, by: Actor, on: date, seq: int) -> dict[str, object]:
    return {"region": by.region, "order_no": order.order_no, "on": on, "seq": seq}


_LINES = {
    "pay": (None, 0, -1, 1),
    "return": ("return", 0, 1, -1),
    "cancel": ("cancel", 1, -1, 0),
    "owe": ("return", 1, 0, 0),
}
"""What becomes of what an order takes beside its claims: its entries' kind, owed (supplements
alone are obligations), ordered, paid. A closed year keeps what it paid: they are owed anew."""


def _post(
    cur: Cursor, step: str, values: dict[str, object], by: Actor, on: date, *, lines: str
) -> None:
    """Post what a step moves, with what the order takes beside its claims if that moves as well."""
    create_posting_table(cur)
    with plan.without_loops(cur):
        cur.execute(plan.postings(step), values)
    if lines:
        _put_lines(cur, values, lines)
    post_batch(cur, by=by, on=on)


def _put_lines(cur: Cursor, values: dict[str, object], lines: str) -> None:
    kind, owed, ordered, paid = _LINES[lines]
    moved = values | {"kind": kind, "owed": owed, "ordered": ordered, "paid": paid}
    cur.execute(plan.postings("line_postings"), moved)


def _year_closed(cur: Cursor, by: Actor, order: OrderCard) -> bool:
    """Hold the order's budget lines; whether their year is closed."""
    ids = [by.region, order.order_no]
    accounts = [row[0] for row in cur.execute(plan.ORDER_ACCOUNTS, [*ids, *ids])]
    held = lock_named(cur, by.region, accounts)
    return any(account in accounts and closed_on for account, _, closed_on in held)


def _step_name(step: str) -> StepName:
    try:
        return StepName(step)
    except ValueError:
        raise Refused(
            "step_unknown",
            Text(
                id="Langkah pembayaran adalah check, spm atau sp2d; spp dibuat bersama "
                "perintahnya dan dicatat lagi hanya bila dikembalikan.",
                en="A payment step is check, spm or sp2d; the spp is made with the order and "
                "recorded again only when it came back.",
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
