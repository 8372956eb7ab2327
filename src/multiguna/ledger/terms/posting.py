"""Postings and what becomes of them. A delta may be negative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EntryKind(StrEnum):
    """Why a balance moved. The last four resolve a reservation, which happens at most once.

    `carry` moves what is pending at a year's end to the next year, `cancel` makes a void order an
    obligation again, `return` undoes a payment that came back, `recover` and `penalty` are the
    lines of an order that take back an overpayment and pay for lateness. A corrected claim gives
    back what was still billed (`replace`), and its correction is billed in its place (`rebill`).
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
    REPLACE = "replace"
    REBILL = "rebill"
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
