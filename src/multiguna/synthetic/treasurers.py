"""The four treasurers of a generated city: they order and pay, the oldest month first."""

from __future__ import annotations

from datetime import date

from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger.queries import stock, total
from multiguna.payments.actions import order_payments, record_step
from multiguna.payments.queries import payable
from multiguna.payments.terms import StepName


def pay(region: str, day: date, limit_idr: int | None = None) -> None:
    """Order and pay each month and hospital as far as the released funds reach.

    With `limit_idr` no more of the day's fiscal year is paid by the end of the day than this. Four
    people: one orders (SPP), one checks, one signs the SPM, one records the SP2D.
    """
    maker = _treasurer(region, StepName.SPP)
    with transaction(maker) as cursor:
        due = payable(cursor, maker)
        paid = total(stock(cursor, maker, year=day.year)).paid_idr
    left = None if limit_idr is None else limit_idr - paid
    for period, provider_code in sorted(due):
        if left is not None and left <= 0:
            return
        try:
            ordered = _order_and_pay(region, day, period, provider_code, left)
        except Refused as refused:
            if refused.code != "funds_not_released":
                raise  # waiting for the next release is normal, anything else is not
            continue
        if left is not None:
            left -= ordered
            with transaction(maker) as cursor:
                if (period, provider_code) in payable(cursor, maker):
                    return  # the rest does not fit any more, and nothing later goes first


def _order_and_pay(
    region: str, day: date, period: str, provider_code: str, limit_idr: int | None
) -> int:
    """Order a hospital's claims of a month and take the order through its papers; the amount."""
    maker = _treasurer(region, StepName.SPP)
    with transaction(maker):
        orders = order_payments(
            period=period, by=maker, on=day, provider_code=provider_code, limit_idr=limit_idr
        )
        for order in orders:
            for step in (StepName.CHECK, StepName.SPM, StepName.SP2D):
                record_step(
                    order_no=order.order_no, step=step, by=_treasurer(region, step), on=day,
                    document_no=f"{step.upper()}/{day:%Y%m}/{order.order_no}",
                )  # fmt: skip
    return sum(order.amount_idr for order in orders)


def _treasurer(region: str, step: StepName) -> Actor:
    return Actor(f"treasurer-{step}", Role.TREASURER, region)
