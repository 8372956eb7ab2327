"""Supporting files of claims as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class AttachmentCard:
    """One supporting file of a claim: the `seq`-th, its safe name, its type and size in bytes.

    `query_no` and `appeal_no` say that it came with an answer or an appeal.
    """

    claim_id: int
    seq: int
    name: str
    media_type: str
    size: int
    file_hash: str
    query_no: int | None
    appeal_no: int | None
    attached_by: str
    attached_on: date


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    """A supporting file and where its bytes lie."""

    card: AttachmentCard
    path: Path
