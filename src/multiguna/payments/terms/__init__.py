"""The nouns of payment: orders and their papers, and what explains each amount."""

from multiguna.payments.terms.affected import Affected, AffectedState
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
from multiguna.payments.terms.realisation import (
    SIPD_COLUMNS,
    Comparison,
    Difference,
    DifferenceKind,
    Disbursement,
    Match,
    Realisation,
    RealisationRow,
)
from multiguna.payments.terms.remittance import (
    Remittance,
    RemittanceClaim,
    RemittanceReason,
    RemittanceTotals,
)
from multiguna.payments.terms.statement import (
    Ageing,
    Lateness,
    PastDue,
    Standing,
    Statement,
    StatementClaim,
)

__all__ = [
    "CANCELLED",
    "RETURNED",
    "SIPD_COLUMNS",
    "STEP_TITLES",
    "Affected",
    "AffectedState",
    "Ageing",
    "Comparison",
    "Difference",
    "DifferenceKind",
    "Disbursement",
    "Lateness",
    "Match",
    "OrderCard",
    "OrderEvent",
    "OrderLine",
    "OrderState",
    "OrderStep",
    "PastDue",
    "Realisation",
    "RealisationRow",
    "Recovery",
    "Remittance",
    "RemittanceClaim",
    "RemittanceReason",
    "RemittanceTotals",
    "Standing",
    "Statement",
    "StatementClaim",
    "StepName",
]
