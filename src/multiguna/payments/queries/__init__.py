"""The reads of payment."""

from multiguna.payments.queries.orders import (
    deciders,
    order_card,
    order_lines,
    orders,
    payable,
    payable_part,
    recoveries,
    recovery,
    unfounded_accounts,
)
from multiguna.payments.queries.remittance import (
    CSV_COLUMNS,
    remittance,
    remittance_csv,
    remittance_pdf,
)

__all__ = [
    "CSV_COLUMNS",
    "deciders",
    "order_card",
    "order_lines",
    "orders",
    "payable",
    "payable_part",
    "recoveries",
    "recovery",
    "remittance",
    "remittance_csv",
    "remittance_pdf",
    "unfounded_accounts",
]
