"""The judgements of payment: which month, which step comes next, and who may record it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.payments.terms import OrderCard, OrderStep

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
    """Whether `new` is to be recorded: True for the order's next step, False for a repeat.

    A repeat has the same document number and date. Refuses a recorded step with other content
    (`step_repeated`), a step before its time (`step_out_of_order`), a date before the earlier
    step's (`step_too_early`) and a step without a document number (`document_missing`).
    Legal: Permendagri 77/2020, SPP before SPM before SP2D.
    """
    if not new.document_no.strip():
        raise Refused(
            "document_missing",
            Text(
                id="Nomor dokumen kosong. Tulis nomor yang tercetak pada dokumen.",
                en="The document number is empty. Write the number printed on the document.",
            ),
            step=new.step.value,
        )
    recorded = order.step(new.step)
    if recorded is not None:
        return _judge_repeat(order, recorded, new)
    if new.step != order.next_step:
        assert order.next_step is not None
        raise Refused(
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
    latest = max(step.on for step in order.steps)
    if new.on < latest:
        raise Refused(
            "step_too_early",
            Text(
                id=f"{order.order_no}: tanggal {new.step.upper()} {new.on} mendahului langkah "
                f"sebelumnya, {latest}. Periksa tanggal dokumen.",
                en=f"{order.order_no}: the {new.step.upper()} is dated {new.on}, before the "
                f"earlier step, {latest}. Check the document's date.",
            ),
            order_no=order.order_no,
            earliest=latest.isoformat(),
        )
    return True


def _judge_repeat(order: OrderCard, recorded: OrderStep, new: OrderStep) -> bool:
    if (recorded.document_no, recorded.on) == (new.document_no, new.on):
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


def check_duties_apart(order: OrderCard, by: Actor, deciders: Collection[str]) -> None:
    """Who made the order or decided one of its claims does not record its SP2D.

    `deciders` are the names under which any version of the order's claims was decided. Unattended
    work (role system) is exempt: it acts for nobody and stands by name in every record. Refuses
    with `duties_not_apart`. Legal: Permendagri 77/2020, the SP2D is the Kuasa BUD's, not the
    spending treasurer's; design: nobody pays what they verified.
    """
    if by.role is Role.SYSTEM or by.name not in {order.created_by, *deciders}:
        return
    raise Refused(
        "duties_not_apart",
        Text(
            id=f"{order.order_no}: SP2D dicatat oleh bendahara lain, bukan yang membuat perintah "
            "atau memutus klaimnya.",
            en=f"{order.order_no}: another treasurer records the SP2D, not the one who made the "
            "order or decided its claims.",
        ),
        order_no=order.order_no,
    )
