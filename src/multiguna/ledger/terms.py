"""The nouns of the budget: postings, their outcomes, and the stock of a budget line.

All amounts are whole rupiah; a delta may be negative. The identity that always holds:

    appropriation + arrears = available + committed + billed + obligations + ordered + paid
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text


class EntryKind(StrEnum):
    """Why a balance moved. The last four resolve a reservation, which happens at most once.

    `carry` moves what is pending at a year's end to the next year, `cancel` makes a void order an
    obligation again, `return` undoes a payment that came back, `recover` and `penalty` are the
    lines of an order that take back an overpayment and pay for lateness.
    """

    APPROPRIATE = "appropriate"
    RELEASE_FUNDS = "release_funds"
    RESERVE = "reserve"
    APPROVE = "approve"
    ORDER = "order"
    PAY = "pay"
    ARREARS = "arrears"
    CARRY = "carry"
    CANCEL = "cancel"
    RETURN = "return"
    RECOVER = "recover"
    PENALTY = "penalty"
    BILL = "bill"
    SETTLE = "settle"
    RELEASE = "release"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Posting:
    """One movement on one account. `entry_id` is the caller's: same id, one effect.

    >>> Posting("reserve:X", "2012/RI", EntryKind.RESERVE, date(2012, 1, 5), committed_idr=5).used
    5
    """

    entry_id: str
    account_id: str
    kind: EntryKind
    on: date
    reservation_id: str | None = None
    appropriation_idr: int = 0
    released_idr: int = 0
    committed_idr: int = 0
    billed_idr: int = 0
    obligations_idr: int = 0
    ordered_idr: int = 0
    paid_idr: int = 0
    provider_code: str | None = None
    care: str | None = None
    village_code: str | None = None
    claim_id: int | None = None

    @property
    def used(self) -> int:
        """How much of the budget this posting takes (negative: gives back)."""
        return (
            self.committed_idr
            + self.billed_idr
            + self.obligations_idr
            + self.ordered_idr
            + self.paid_idr
        )


@dataclass(frozen=True, slots=True)
class Posted:
    """The posting has its effect; `arrears_idr` is what it moved beyond the appropriation."""

    arrears_idr: int


@dataclass(frozen=True, slots=True)
class Short:
    """The account's policy does not let the posting in; nothing was changed."""

    available_idr: int


@dataclass(frozen=True, slots=True)
class Already:
    """The same posting had its effect before; nothing was changed."""

    arrears_idr: int


@dataclass(frozen=True, slots=True)
class BatchPosted:
    """How many postings of a batch had their effect now, and how many had it before."""

    posted: int
    repeated: int
    arrears_idr: int


@dataclass(frozen=True, slots=True)
class LineStock:
    """The stock of one budget line (or of several added up) at an instant, in whole rupiah."""

    account_id: str
    line_code: str
    name: Text
    account_code: str
    care: str
    policy: str
    appropriation_idr: int = 0
    released_idr: int = 0
    committed_idr: int = 0
    billed_idr: int = 0
    obligations_idr: int = 0
    ordered_idr: int = 0
    paid_idr: int = 0
    arrears_idr: int = 0

    @property
    def used_idr(self) -> int:
        """All that care has taken so far, promised to paid."""
        return (
            self.committed_idr
            + self.billed_idr
            + self.obligations_idr
            + self.ordered_idr
            + self.paid_idr
        )

    @property
    def available_idr(self) -> int:
        """What may still be promised; never below zero, because an overrun stands in arrears."""
        return self.appropriation_idr + self.arrears_idr - self.used_idr


BALANCES = (
    "appropriation_idr",
    "released_idr",
    "committed_idr",
    "billed_idr",
    "obligations_idr",
    "ordered_idr",
    "paid_idr",
    "arrears_idr",
)
"""The stored balances of an account, in the order of the money's path."""


@dataclass(frozen=True, slots=True)
class MonthStock:
    """The stock of all leaf lines at the end of one month (its first day is `month`)."""

    month: date
    appropriation_idr: int
    released_idr: int
    committed_idr: int
    billed_idr: int
    obligations_idr: int
    ordered_idr: int
    paid_idr: int
    arrears_idr: int


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A budget line to open: one account, or the head of several (then it holds nothing)."""

    fiscal_year: int
    line_code: str
    parent_code: str | None
    name: Text
    sub_activity_code: str
    account_code: str
    care: str
    policy: str

    @property
    def account_id(self) -> str:
        """The account of this line, e.g. `2012/RI`."""
        return f"{self.fiscal_year}/{self.line_code}"


@dataclass(frozen=True, slots=True)
class BudgetImport:
    """What became of a file of budget documents: new ones entered, and later ones that wait."""

    entered: int
    later: int


@dataclass(frozen=True, slots=True)
class BudgetDocument:
    """A dated budget document's amount for one line: DPA and DPAP appropriate, SPD releases."""

    document_no: str
    kind: str
    fiscal_year: int
    line_code: str
    on: date
    amount_idr: int
