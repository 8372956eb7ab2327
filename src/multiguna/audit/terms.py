"""The nouns of the audit log: records, leaves, tiles, checkpoints, proofs and findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from multiguna.kernel.canonical import Json
from multiguna.kernel.terms import Text


@dataclass(frozen=True, slots=True)
class Record:
    """One decision record as it is stored; `body` is None after a lawful erasure."""

    record_id: int
    kind: str
    subject: str
    actor: str
    body: str | None
    leaf_hash: bytes

    def to_json(self) -> dict[str, Json]:
        """The record in an export; hashes are lower-case hexadecimal text."""
        return {
            "record_id": self.record_id,
            "kind": self.kind,
            "subject": self.subject,
            "actor": self.actor,
            "body": self.body,
            "leaf_hash": self.leaf_hash.hex(),
        }


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A record in the listing: when it was written and where it stands (None: not yet numbered)."""

    record: Record
    recorded_at: datetime
    leaf_index: int | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One place in the log, with the record that stands there (None: the record is gone)."""

    leaf_index: int
    record_id: int
    leaf_hash: bytes
    record: Record | None


@dataclass(frozen=True, slots=True)
class Unsequenced:
    """A record without a leaf. `late`: its transaction ended before the last checkpoint was made,
    so the sequencer would have numbered it had it existed then."""

    record_id: int
    late: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """256 neighbouring node hashes of one level, and the root over them (8 levels higher)."""

    level: int
    index: int
    hashes: bytes
    root: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log's size and root at one moment, with the signed note that says so."""

    size: int
    root: bytes
    note: str
    signed_on: date


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a record is in the log: the path from its leaf to the root that `note` signs."""

    record_id: int
    body: str | None
    leaf_hash: bytes
    leaf_index: int
    size: int
    path: Sequence[bytes]
    note: str
    public_key: bytes

    def to_json(self) -> dict[str, Json]:
        """The proof as the stand-alone verifier reads it."""
        return {
            "type": "proof",
            "record_id": self.record_id,
            "body": self.body,
            "leaf_hash": self.leaf_hash.hex(),
            "leaf_index": self.leaf_index,
            "size": self.size,
            "path": [node.hex() for node in self.path],
            "note": self.note,
            "public_key": self.public_key.hex(),
        }


class FindingKind(StrEnum):
    """What is wrong at one place of the log."""

    ALTERED = "altered"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CHECKPOINT = "checkpoint"
    TILE = "tile"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and the record or leaf where it shows (None: not known)."""

    kind: FindingKind
    leaf_index: int | None
    record_id: int | None
    message: Text

    def to_json(self) -> dict[str, Json]:
        """The finding for machines, with both languages."""
        return {
            "kind": self.kind.value,
            "leaf_index": self.leaf_index,
            "record_id": self.record_id,
            "message": {"en": self.message.en, "id": self.message.id},
        }


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a verification of one region's log read and found.

    `leaves` are in the tree, `erased` of them lost their body lawfully, `pending` records wait for
    the next checkpoint. `found` counts all findings; `findings` lists the first of them.
    """

    origin: str
    leaves: int
    erased: int
    pending: int
    checkpoints: int
    root: bytes
    found: int
    findings: tuple[Finding, ...]

    @property
    def verified(self) -> bool:
        """True when nothing is wrong."""
        return self.found == 0

    def to_json(self) -> dict[str, Json]:
        """The report for machines."""
        return {
            "origin": self.origin,
            "verified": self.verified,
            "leaves": self.leaves,
            "erased": self.erased,
            "pending": self.pending,
            "checkpoints": self.checkpoints,
            "root": self.root.hex(),
            "found": self.found,
            "findings": [finding.to_json() for finding in self.findings],
        }


StoredTile: TypeAlias = Callable[[int, int], Tile | None]
"""Gives the stored tile of a level and index."""


@dataclass(frozen=True, slots=True)
class LogContent:
    """All that is stored of one region's log, read once from first leaf to last."""

    origin: str
    public_key: bytes
    checkpoints: Sequence[Checkpoint]
    leaves: Iterable[Leaf]
    unsequenced: Iterable[Unsequenced]
    stored_tile: StoredTile
