"""What a budget file and document must be, how books are written, when a year may be closed."""

from multiguna.ledger.rules.documents import (
    check_new,
    check_superseding,
    check_together,
    document_posting,
    quarter_of,
    reversal_posting,
)
from multiguna.ledger.rules.files import budget_csv, budget_lines, read_budget
from multiguna.ledger.rules.journal import beancount, book_name, journal_csv
from multiguna.ledger.rules.years import age_of, check_closable

__all__ = [
    "age_of",
    "beancount",
    "book_name",
    "budget_csv",
    "budget_lines",
    "check_closable",
    "check_new",
    "check_superseding",
    "check_together",
    "document_posting",
    "journal_csv",
    "quarter_of",
    "read_budget",
    "reversal_posting",
]
