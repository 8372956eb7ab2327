"""The tables of payments, by what they hold."""

from multiguna.payments.models.books import GuestStatement, Realisation
from multiguna.payments.models.paying import (
    CancelledClaim,
    CancelledLine,
    Order,
    OrderClaim,
    OrderLine,
    PaidClaim,
    Penalty,
    Recovery,
    ReturnedClaim,
    Step,
)

__all__ = [
    "CancelledClaim",
    "CancelledLine",
    "GuestStatement",
    "Order",
    "OrderClaim",
    "OrderLine",
    "PaidClaim",
    "Penalty",
    "Realisation",
    "Recovery",
    "ReturnedClaim",
    "Step",
]
