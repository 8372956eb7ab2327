"""A file of claims as its hospital and the city look back at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BatchCard:
    """What became of one file: its rows by verdict, and how many of its claims are decided.

    `decided` counts claims with a decision, provisional or not; `billed_idr` is what the taken
    claims bill.
    """

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
    decided: int
