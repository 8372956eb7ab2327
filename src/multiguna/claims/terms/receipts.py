"""The nouns of a receipt: what became of a file, its refused rows, and a claim's revisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.problems import ProblemCode, RowProblem


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file: its header and counts, and how often each problem came."""

    batch_id: int
    provider_code: str
    file_name: str
    received_on: date
    columns: tuple[str, ...]
    codes: Mapping[ProblemCode, int]
    rows: int
    imported: int
    corrected: int
    unchanged: int
    refused: int


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that did not become a claim: its cells without the coder's NIK, and its problems."""

    row_no: int
    cells: tuple[str, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a claim: when it came, what it asked, what was decided (None: nothing yet).

    `corrected_by` is the claim that replaced it; `changed` are the columns in which it differs from
    the one before.
    """

    claim_id: int
    revision: int
    batch_id: int
    file_name: str
    received_on: date
    billed_idr: int
    corrected_by: int | None
    outcome: Outcome | None
    approved_idr: int
    decided_on: date | None
    changed: tuple[str, ...]
