"""The double-entry books: what auditors know, seen from the entries of the budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

BOOKS = (
    "Appropriation",
    "Arrears",
    "Available",
    "Committed",
    "Billed",
    "Obligations",
    "Ordered",
    "Paid",
    "Treasury",
    "Released",
)
"""The accounts of a budget line. The first two are where its money comes from (their balance is
below zero), Available to Paid where it stands; Released is what the Treasury let it pay from."""


class JournalForm(StrEnum):
    """The files that the books come as."""

    BEANCOUNT = "beancount"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """What one entry moves on one account; the lines of an entry add up to zero."""

    on: date
    entry_no: int
    entry_id: str
    kind: str
    fiscal_year: int
    line_code: str
    book: str
    amount_idr: int
    provider_code: str | None
    care: str | None
    village_code: str | None
    claim_id: int | None
    recorded_by: str
