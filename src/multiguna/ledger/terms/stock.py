"""Where the money stands: the stock of a line, a day, a month, a face, and the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text
from multiguna.ledger.terms.posting import EntryKind

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Balanced:
    """The balances, or what moved them, and what they say together.

    >>> stock = DayStock(date(2012, 3, 1), appropriation_idr=100, committed_idr=60, paid_idr=10)
    >>> stock.used_idr, stock.available_idr
    (70, 30)
    """

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
        """What may still be promised; on a line never below zero: an overrun is arrears."""
        return self.appropriation_idr + self.arrears_idr - self.used_idr


@dataclass(frozen=True, slots=True)
class LineStock(Balanced):
    """The stock of one budget line (or of several added up) at an instant, in whole rupiah."""

    account_id: str
    line_code: str
    name: Text
    account_code: str
    care: str
    policy: str


@dataclass(frozen=True, slots=True)
class MonthStock(Balanced):
    """The stock of all leaf lines at the end of one month (its first day is `month`)."""

    month: date


@dataclass(frozen=True, slots=True)
class DayStock(Balanced):
    """The stock of all leaf lines at the end of a day on which anything moved."""

    on: date


class Face(StrEnum):
    """Along what a stock is split; each face adds up to the same stock (age: committed alone)."""

    LINE = "line"
    CARE = "care"
    PROVIDER = "provider"
    VILLAGE = "village"
    AGE = "age"


AGES = (("0-7", 7), ("8-14", 14), ("15-30", 30), ("31-60", 60), ("61-90", 90))
"""The age buckets of what is committed, in days since the reservation, with their last day."""

OLDEST = "91+"


@dataclass(frozen=True, slots=True)
class FaceStock(Balanced):
    """The part of a stock that stands on one key of a face; the key is empty where none is.

    Appropriation and release stand on no hospital and no village, and neither do arrears that
    a whole batch opened: there they are under the empty key.
    """

    key: str


@dataclass(frozen=True, slots=True)
class Flow(Balanced):
    """What entries of one kind moved in a period, and how many they were."""

    kind: EntryKind
    entries: int


@dataclass(frozen=True, slots=True)
class EntryRow(Balanced):
    """One entry as it stands in the books: who moved what, when, for whom."""

    entry_no: int
    entry_id: str
    account_id: str
    kind: EntryKind
    on: date
    reservation_id: str | None
    reserved_on: date | None
    provider_code: str | None
    care: str | None
    village_code: str | None
    claim_id: int | None
    recorded_by: str


@dataclass(frozen=True, slots=True)
class DayPromise:
    """What one hospital was promised on one day for one kind of care.

    Letters with what they reserved, and bills of care that had no letter with what they ask.
    """

    on: date
    care: str
    provider_code: str
    letters: int
    reserved_idr: int
    unlettered: int
    unlettered_idr: int
