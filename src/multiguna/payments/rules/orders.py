"""The judgements about one order: which month, whose turn it is, and who may record it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.payments.terms import (
    CANCELLED,
    RETURNED,
    OrderCard,
    OrderEvent,
    OrderState,
    OrderStep,
    StepName,
)

_PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_PAYING_ROLES = frozenset({Role.TREASURER, Role.SYSTEM})


def period_days(period: str) -> tuple[date, date]:
    """The days of a month `YYYY-MM`, half-open: the first, and the first of the next month.

    Refuses anything else with `period_invalid`.

    >>> period_days("2012-12")
    (datetime.date(2012, 12, 1), datetime.date(2013, 1, 1))
    """
    if not _PERIOD.fullmatch(period) or period.startswith("0000") or period == "9999-12":
        raise Refused(
            "period_invalid",
            Text(
                id="Masa klaim ditulis tahun-bulan, misalnya 2012-01.",
                en="Write the period as year-month, for example 2012-01.",
            ),
        )
    year, month = int(period[:4]), int(period[5:])
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def check_may_pay(by: Actor) -> None:
    """Orders are made and their steps recorded by a treasurer, or by unattended work, which is
    named `system` in every record; refuses everyone else with `role_not_allowed`.

    >>> check_may_pay(Actor("budi", Role.TREASURER, "36.71"))
    """
    if by.role not in _PAYING_ROLES:
        raise Refused(
            "role_not_allowed",
            Text(
                id="Hanya bendahara yang membuat dan mencatat perintah pembayaran.",
                en="Only a treasurer makes payment orders and records their steps.",
            ),
            role=by.role.value,
        )


def judge_step(order: OrderCard, new: OrderStep) -> bool:
    """Whether `new` is to be recorded: True for the order's next paper, False for a repeat.

    A repeat has the same document number and date, and the same amount if it names one. Refuses
    a recorded paper with other content (`step_repeated`), a paper before its time
    (`step_out_of_order`), a date before the latest event's (`step_too_early`), a paper without a
    number (`document_missing`), one that came back (`document_used`) and a cancelled order
    (`order_cancelled`). After an SP2D for a part, the next SP2D is due.
    Legal: Permendagri 77/2020, SPP before check before SPM before SP2D.
    """
    if not new.document_no:
        raise Refused(
            "document_missing",
            Text(
                id="Nomor dokumen kosong. Tulis nomor yang tercetak pada dokumen.",
                en="The document number is empty. Write the number printed on the document.",
            ),
            step=new.step.value,
        )
    for paper in order.steps:
        if (paper.step, paper.document_no) == (new.step, new.document_no):
            return _judge_repeat(order, paper, new)
    _check_not_cancelled(order)
    if new.step != order.next_step:
        recorded = order.step(new.step)
        if recorded is not None:
            return _judge_repeat(order, recorded, new)
        raise _out_of_order(order, new)
    if any((new.step, new.document_no) == (e.event, e.document_no) for e in order.events):
        raise Refused(
            "document_used",
            Text(
                id=f"{order.order_no}: {new.step.upper()} {new.document_no} sudah dikembalikan. "
                "Dokumen penggantinya bernomor baru.",
                en=f"{order.order_no}: {new.step.upper()} {new.document_no} came back. What "
                "replaces it has a new number.",
            ),
            order_no=order.order_no,
        )
    _check_not_early(order, new.on, new.step.upper())
    return True


def _judge_repeat(order: OrderCard, recorded: OrderStep, new: OrderStep) -> bool:
    if (recorded.document_no, recorded.on) == (new.document_no, new.on) and new.amount_idr in (
        None,
        recorded.amount_idr,
    ):
        return False
    raise Refused(
        "step_repeated",
        Text(
            id=f"{order.order_no}: {new.step.upper()} sudah dicatat dengan nomor "
            f"{recorded.document_no}, {recorded.on}. Catatan tidak dapat diubah.",
            en=f"{order.order_no}: the {new.step.upper()} is already recorded as "
            f"{recorded.document_no}, {recorded.on}. What is recorded cannot be changed.",
        ),
        order_no=order.order_no,
        document_no=recorded.document_no,
    )


def _out_of_order(order: OrderCard, new: OrderStep) -> Refused:
    assert order.next_step is not None
    return Refused(
        "step_out_of_order",
        Text(
            id=f"{order.order_no}: catat {order.next_step.upper()} lebih dahulu, "
            f"baru {new.step.upper()}.",
            en=f"{order.order_no}: record the {order.next_step.upper()} first, "
            f"then the {new.step.upper()}.",
        ),
        order_no=order.order_no,
        next_step=order.next_step.value,
    )


def _check_not_cancelled(order: OrderCard) -> None:
    if order.state is OrderState.CANCELLED:
        raise Refused(
            "order_cancelled",
            Text(
                id=f"{order.order_no} sudah dibatalkan. Klaimnya dapat diperintahkan lagi.",
                en=f"{order.order_no} is cancelled. Its claims may be ordered again.",
            ),
            order_no=order.order_no,
        )


def _check_not_early(order: OrderCard, on: date, what: str) -> None:
    if on < order.last_on:
        raise Refused(
            "step_too_early",
            Text(
                id=f"{order.order_no}: tanggal {what} {on} mendahului langkah sebelumnya, "
                f"{order.last_on}. Periksa tanggal dokumen.",
                en=f"{order.order_no}: {what} is dated {on}, before the earlier step, "
                f"{order.last_on}. Check the document's date.",
            ),
            order_no=order.order_no,
            earliest=order.last_on.isoformat(),
        )


def judge_return(order: OrderCard, reason: str, on: date) -> OrderEvent | None:
    """The paper that comes back: the latest that counts; None when this return is a repeat.

    A repeat follows directly and has the same reason and date; so it does when the return voided
    the order, its year being closed. Refuses `reason_missing`,
    `order_cancelled`, `nothing_to_return` (every paper came back) and `step_too_early`.
    Legal: Permendagri 77/2020, papers that do not hold are returned with the reason.
    """
    _check_reason(order, reason)
    latest = order.events[-1]
    if latest.event == CANCELLED and len(order.events) > 1:
        before = order.events[-2]
        if (before.event, before.reason, before.on) == (RETURNED, latest.reason, latest.on):
            latest = before
    if (latest.event, latest.reason, latest.on) == (RETURNED, reason, on):
        return None
    _check_not_cancelled(order)
    if not order.live:
        raise Refused(
            "nothing_to_return",
            Text(
                id=f"{order.order_no}: semua dokumennya sudah dikembalikan. Catat SPP baru atau "
                "batalkan.",
                en=f"{order.order_no}: all its papers came back. Record a new SPP or cancel it.",
            ),
            order_no=order.order_no,
        )
    _check_not_early(order, on, RETURNED)
    return order.live[-1]


def judge_cancel(order: OrderCard, reason: str, on: date) -> bool:
    """Whether the order is to be cancelled now: False for a repeat with the same reason.

    Refuses `reason_missing`, `order_cancelled` (for another reason), `order_paid` (something of
    it is paid: let the SP2D come back first) and `step_too_early`.
    """
    _check_reason(order, reason)
    latest = order.events[-1]
    if (latest.event, latest.reason) == (CANCELLED, reason):
        return False
    _check_not_cancelled(order)
    if order.paid_idr:
        raise Refused(
            "order_paid",
            Text(
                id=f"{order.order_no}: sebagian atau seluruhnya sudah dibayar. Catat dahulu "
                "pengembalian SP2D-nya.",
                en=f"{order.order_no}: some or all of it is paid. Record the return of its SP2D "
                "first.",
            ),
            order_no=order.order_no,
            paid_idr=order.paid_idr,
        )
    _check_not_early(order, on, CANCELLED)
    return True


def _check_reason(order: OrderCard, reason: str) -> None:
    if not reason:
        raise Refused(
            "reason_missing",
            Text(
                id=f"{order.order_no}: tulis alasannya; alasan itu masuk ke catatan.",
                en=f"{order.order_no}: write the reason; it goes on record.",
            ),
            order_no=order.order_no,
        )


def check_duties_apart(
    order: OrderCard, step: StepName, by: Actor, deciders: Collection[str]
) -> None:
    """Who makes the order, checks it, signs its SPM and records its SP2D are four people.

    None of the last three decided one of its claims: `deciders` are the names under which any
    version was decided. Unattended work (role system) is exempt: it acts for nobody and stands by
    name in every record. Refuses with `duties_not_apart`, naming nobody. Legal: Permendagri
    77/2020: spending treasurer, PPK-SKPD, (K)PA and Kuasa BUD; design: nobody pays what they
    verified.
    """
    if by.role is Role.SYSTEM:
        return
    others = {paper.recorded_by for paper in order.steps if paper.step is not step}
    if step is not StepName.SPP:
        others |= {order.created_by, *deciders}
    if by.name not in others:
        return
    raise Refused(
        "duties_not_apart",
        Text(
            id=f"{order.order_no}: {step.upper()} dicatat oleh orang lain: bukan yang mencatat "
            "langkah lain perintah ini atau memutus klaimnya.",
            en=f"{order.order_no}: somebody else records the {step.upper()}: not who recorded "
            "another step of this order or decided its claims.",
        ),
        order_no=order.order_no,
    )
