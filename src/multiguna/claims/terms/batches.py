"""A file of claims as its hospital and the city look back at it, and answers that are owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BatchCard:
    """What became of one file: its rows by verdict; `billed_idr` is what the taken claims bill."""

    batch_id: int
    provider_code: str
    provider_name: str
    file_name: str
    format: str
    rows: int
    imported: int
    corrected: int
    unchanged: int
    refused: int
    received_on: date
    received_by: str
    billed_idr: int


@dataclass(frozen=True, slots=True)
class OwedAnswer:
    """A claim that its hospital is asked about, and the last day to answer."""

    claim_id: int
    claim_no: str
    billed_idr: int
    answer_by: date
