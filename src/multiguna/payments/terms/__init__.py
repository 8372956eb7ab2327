"""The nouns of payment: orders and their papers, and what explains each amount."""

from multiguna.payments.terms.orders import (
    CANCELLED,
    RETURNED,
    STEP_TITLES,
    OrderCard,
    OrderEvent,
    OrderLine,
    OrderState,
    OrderStep,
    Recovery,
    StepName,
)
from multiguna.payments.terms.remittance import (
    Remittance,
    RemittanceClaim,
    RemittanceReason,
    RemittanceTotals,
)

__all__ = [
    "CANCELLED",
    "RETURNED",
    "STEP_TITLES",
    "OrderCard",
    "OrderEvent",
    "OrderLine",
    "OrderState",
    "OrderStep",
    "Recovery",
    "Remittance",
    "RemittanceClaim",
    "RemittanceReason",
    "RemittanceTotals",
    "StepName",
]
