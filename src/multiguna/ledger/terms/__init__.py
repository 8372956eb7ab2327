"""The nouns of the budget: postings, their outcomes, and the stock of a budget line.

All amounts are whole rupiah; a delta may be negative. The identity that always holds:

    appropriation + arrears = available + committed + billed + obligations + ordered + paid
"""

from multiguna.ledger.terms.budget import (
    BudgetDocument,
    BudgetImport,
    BudgetLine,
    Closable,
    EnteredDocument,
    LineClosing,
    Pending,
    YearClosing,
)
from multiguna.ledger.terms.journal import BOOKS, JournalForm, JournalLine
from multiguna.ledger.terms.posting import (
    Already,
    BatchPosted,
    EntryKind,
    Posted,
    Posting,
    Short,
)
from multiguna.ledger.terms.stock import (
    AGES,
    BALANCES,
    OLDEST,
    Balanced,
    DayPromise,
    DayStock,
    EntryRow,
    Face,
    FaceStock,
    Flow,
    LineStock,
    MonthStock,
)

__all__ = [
    "AGES",
    "BALANCES",
    "BOOKS",
    "OLDEST",
    "Already",
    "Balanced",
    "BatchPosted",
    "BudgetDocument",
    "BudgetImport",
    "BudgetLine",
    "Closable",
    "DayPromise",
    "DayStock",
    "EnteredDocument",
    "EntryKind",
    "EntryRow",
    "Face",
    "FaceStock",
    "Flow",
    "JournalForm",
    "JournalLine",
    "LineClosing",
    "LineStock",
    "MonthStock",
    "Pending",
    "Posted",
    "Posting",
    "Short",
    "YearClosing",
]
