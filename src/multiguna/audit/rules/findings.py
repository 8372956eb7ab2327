"""The sentences of an inspection: one function for each thing that can be wrong with a log."""

from __future__ import annotations

from multiguna.audit.rules.merkle import TILE_HEIGHT
from multiguna.audit.terms import Checkpoint, Finding, FindingKind, Leaf
from multiguna.kernel.terms import Text

LISTED_FINDINGS = 10_000


class Findings:
    """The findings of one inspection: each once, all of them counted, the first ones listed."""

    def __init__(self) -> None:
        self.found = 0
        self._seen: dict[tuple[FindingKind, int | None, int | None], Finding] = {}

    def add(self, finding: Finding) -> None:
        """Keep a finding unless the same kind is already known of the same leaf and record."""
        key = (finding.kind, finding.leaf_index, finding.record_id)
        if key not in self._seen:
            self.found += 1
            if len(self._seen) < LISTED_FINDINGS:
                self._seen[key] = finding

    def listed(self) -> tuple[Finding, ...]:
        """The findings in the order of the log; those without a leaf come last."""
        return tuple(
            sorted(
                self._seen.values(),
                key=lambda f: (f.leaf_index is None, f.leaf_index or 0, f.record_id or 0, f.kind),
            )
        )


def old_note_unsigned() -> Finding:
    """The note that somebody kept was not signed by this log's key, so it proves nothing."""
    text = Text(
        id="catatan lama tidak ditandatangani oleh kunci log ini",
        en="the old note is not signed by the key of this log",
    )
    return Finding(FindingKind.CHECKPOINT, None, None, text)


def checkpoint_differs(checkpoint: Checkpoint) -> Finding:
    """The columns of a checkpoint say something else than its note."""
    text = Text(
        id=f"titik periksa {checkpoint.size} berbeda dari catatannya",
        en=f"checkpoint {checkpoint.size} differs from its own note",
    )
    return Finding(FindingKind.CHECKPOINT, checkpoint.size, None, text)


def checkpoint_unsigned(checkpoint: Checkpoint) -> Finding:
    """A checkpoint without a good signature of this log's key."""
    text = Text(
        id=f"titik periksa {checkpoint.size} tidak ditandatangani oleh kunci log ini",
        en=f"checkpoint {checkpoint.size} is not signed by the key of this log",
    )
    return Finding(FindingKind.CHECKPOINT, checkpoint.size, None, text)


def checkpoint_of_other_log(size: int) -> Finding:
    """A signed root that is wrong although a later one is right."""
    text = Text(
        id=f"titik periksa {size} menandatangani isi log yang lain",
        en=f"checkpoint {size} signed other contents of the log",
    )
    return Finding(FindingKind.CHECKPOINT, size, None, text)


def log_differs(size: int, *, is_old_note: bool, later: int, first: int, about: str) -> Finding:
    """The leaves no longer give a signed root; the change lies in leaves [first, size)."""
    id_, en = ("catatan lama", "old note") if is_old_note else ("titik periksa", "checkpoint")
    text = Text(
        id=f"isi log tidak cocok dengan {id_} {size} (dan {later} sesudahnya): perubahan ada pada "
        f"daun {first}-{size - 1} (catatan {about})",
        en=f"the log does not match the {en} at {size} (and {later} later): the change is in "
        f"leaves {first}-{size - 1} (records {about})",
    )
    return Finding(FindingKind.CHECKPOINT, size, None, text)


def leaf_beyond(leaf: Leaf) -> Finding:
    """A leaf that no checkpoint signs; the sequencer never leaves one."""
    text = Text(
        id=f"catatan {leaf.record_id} berada di luar titik periksa terakhir",
        en=f"record {leaf.record_id} stands beyond the last signed checkpoint",
    )
    return Finding(FindingKind.INSERTED, leaf.leaf_index, leaf.record_id, text)


def leaf_missing(index: int) -> Finding:
    """A place of the log that is empty."""
    text = Text(id=f"daun {index} hilang dari log", en=f"leaf {index} is missing from the log")
    return Finding(FindingKind.REMOVED, index, None, text)


def record_removed(leaf: Leaf) -> Finding:
    """A leaf whose record is gone."""
    text = Text(
        id=f"catatan {leaf.record_id} dihapus; daunnya masih ada",
        en=f"record {leaf.record_id} was removed; its leaf remains",
    )
    return Finding(FindingKind.REMOVED, leaf.leaf_index, leaf.record_id, text)


def record_inserted(record_id: int) -> Finding:
    """A record that is not in the log although it claims to be older than the last checkpoint."""
    text = Text(
        id=f"catatan {record_id} disisipkan: mengaku lebih tua dari titik periksa terakhir, tetapi "
        "tidak ada dalam log",
        en=f"record {record_id} was inserted: it claims to be older than the last checkpoint, and "
        "is not in the log",
    )
    return Finding(FindingKind.INSERTED, None, record_id, text)


def body_altered(leaf_index: int, record_id: int) -> Finding:
    """A body that is not the one its leaf was made from."""
    text = Text(
        id=f"isi catatan {record_id} diubah", en=f"the body of record {record_id} was altered"
    )
    return Finding(FindingKind.ALTERED, leaf_index, record_id, text)


def columns_altered(leaf: Leaf) -> Finding:
    """The body is right, but a column beside it says something else."""
    text = Text(
        id=f"catatan {leaf.record_id}: kolom di samping isinya diubah",
        en=f"record {leaf.record_id}: a column beside its body was altered",
    )
    return Finding(FindingKind.ALTERED, leaf.leaf_index, leaf.record_id, text)


def leaf_altered(leaf_index: int, record_id: int) -> Finding:
    """Record and leaf agree with each other, but not with what was signed."""
    text = Text(
        id=f"catatan {record_id} dan daunnya diubah",
        en=f"record {record_id} and its leaf were altered",
    )
    return Finding(FindingKind.ALTERED, leaf_index, record_id, text)


def reordered(leaf_index: int, record_id: int) -> Finding:
    """A record at a place where another one stood."""
    text = Text(
        id=f"catatan {record_id} tidak berada di tempatnya semula",
        en=f"record {record_id} does not stand where it stood",
    )
    return Finding(FindingKind.REORDERED, leaf_index, record_id, text)


def tile_missing(level: int, index: int) -> Finding:
    """A complete tile that is not stored."""
    text = Text(id=f"ubin {level}/{index} hilang", en=f"tile {level}/{index} is missing")
    return Finding(FindingKind.TILE, index << TILE_HEIGHT * (level + 1), None, text)


def tile_altered(level: int, index: int) -> Finding:
    """A stored tile that is not the one that was written."""
    text = Text(id=f"ubin {level}/{index} diubah", en=f"tile {level}/{index} was altered")
    return Finding(FindingKind.TILE, index << TILE_HEIGHT * (level + 1), None, text)
