"""The reads of payment."""

from multiguna.payments.queries.affected import affected
from multiguna.payments.queries.bundle import bundle_pdf
from multiguna.payments.queries.orders import (
    deciders,
    order_card,
    order_lines,
    orders,
    payable,
    payable_part,
    recoveries,
    recovery,
    unbalanced_orders,
    unfounded_accounts,
)
from multiguna.payments.queries.realisation import realisation, sipd_csv
from multiguna.payments.queries.remittance import (
    CSV_COLUMNS,
    remittance,
    remittance_csv,
    remittance_pdf,
)
from multiguna.payments.queries.statement import ageing, statement, unpaid_past_due
from multiguna.payments.queries.statement_papers import (
    STATEMENT_COLUMNS,
    statement_csv,
    statement_pdf,
)

__all__ = [
    "CSV_COLUMNS",
    "STATEMENT_COLUMNS",
    "affected",
    "ageing",
    "bundle_pdf",
    "deciders",
    "order_card",
    "order_lines",
    "orders",
    "payable",
    "payable_part",
    "realisation",
    "recoveries",
    "recovery",
    "remittance",
    "remittance_csv",
    "remittance_pdf",
    "sipd_csv",
    "statement",
    "statement_csv",
    "statement_pdf",
    "unbalanced_orders",
    "unfounded_accounts",
    "unpaid_past_due",
]
