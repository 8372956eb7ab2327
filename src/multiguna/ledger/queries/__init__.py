"""Reads of the budget: its stock in every split, what moved it, and whether the books balance."""

from multiguna.ledger.queries.books import (
    account_for,
    entries,
    fiscal_years,
    misrolled_accounts,
    unbalanced_accounts,
)
from multiguna.ledger.queries.documents import documents
from multiguna.ledger.queries.journal import journal, journal_lines
from multiguna.ledger.queries.stock import (
    day_ends,
    flow,
    month_ends,
    promises,
    stock,
    stock_by,
    total,
)
from multiguna.ledger.queries.years import closing_gaps, year_closing

__all__ = [
    "account_for",
    "closing_gaps",
    "day_ends",
    "documents",
    "entries",
    "fiscal_years",
    "flow",
    "journal",
    "journal_lines",
    "misrolled_accounts",
    "month_ends",
    "promises",
    "stock",
    "stock_by",
    "total",
    "unbalanced_accounts",
    "year_closing",
]
