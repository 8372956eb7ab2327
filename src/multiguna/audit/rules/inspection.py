"""Judging a whole log: recompute every hash and say which record is not what was signed.

One pass over the leaves in order. What a leaf's record says is compared with the leaf, the tree
over the leaves with every checkpoint, and every complete tile with the stored one. Where leaves and
a stored tile differ, a good checkpoint decides which of them was changed.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from multiguna.audit.rules import findings as say
from multiguna.audit.rules import note as notes
from multiguna.audit.rules.merkle import HASH_BYTES, TILE_HEIGHT, TILE_WIDTH, Tree, leaf_hash
from multiguna.audit.terms import (
    AuditReport,
    Checkpoint,
    Leaf,
    LogContent,
    Record,
    Tile,
    Unsequenced,
)

_ABSENT = bytes(HASH_BYTES)


def inspect(content: LogContent, *, against: notes.Note | None = None) -> AuditReport:
    """Verify one region's log, and that it still holds everything an old note `against` signed."""
    inspection = _Inspection(content, against)
    inspection.read_leaves(content.leaves)
    inspection.read_unsequenced(content.unsequenced)
    return inspection.report()


def labels_agree(record: Record, body: str) -> bool:
    """Whether the columns beside a body say what the body says."""
    try:
        said = json.loads(body)
    except ValueError:
        return False
    return isinstance(said, dict) and (record.kind, record.subject, record.actor) == (
        said.get("kind"),
        said.get("subject"),
        said.get("actor"),
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """A size at which the root is known: from a checkpoint, or from the old note."""

    size: int
    root: bytes
    is_old_note: bool = False


@dataclass(frozen=True, slots=True)
class _Moved:
    """A record whose body is not the one its leaf was made from."""

    leaf_index: int
    record_id: int
    expected: bytes
    actual: bytes


class _Inspection:
    """The state of one pass over a log."""

    def __init__(self, content: LogContent, against: notes.Note | None) -> None:
        self._content = content
        self._findings = say.Findings()
        self._tree = Tree()
        self._record_ids = array("q")  # by leaf index; 0 where the leaf is missing
        self._waiting = bytearray()
        self._erased = self._pending = 0
        self._moved: list[_Moved] = []
        self._doubtful: dict[tuple[int, int], tuple[Tile, Tile]] = {}
        self._good = 0  # the largest size at which the root was right
        self._bad: list[_Mark] = []
        self._marks = self._trusted_marks(against)
        self._next = 0

    def _trusted_marks(self, against: notes.Note | None) -> list[_Mark]:
        """The sizes at which a well-signed root is known; everything else becomes a finding."""
        marks = [
            _Mark(checkpoint.size, checkpoint.root)
            for checkpoint in self._content.checkpoints
            if self._is_trusted(checkpoint)
        ]
        if against is not None:
            if self._is_signed(against):
                marks.append(_Mark(against.size, against.root, is_old_note=True))
            else:
                self._findings.add(say.old_note_unsigned())
        return sorted(marks, key=lambda mark: mark.size)

    def _is_trusted(self, checkpoint: Checkpoint) -> bool:
        note = notes.read(checkpoint.note)
        if note is None or (note.size, note.root) != (checkpoint.size, checkpoint.root):
            self._findings.add(say.checkpoint_differs(checkpoint))
            return False
        if not self._is_signed(note):
            self._findings.add(say.checkpoint_unsigned(checkpoint))
            return False
        return True

    def _is_signed(self, note: notes.Note) -> bool:
        return notes.is_signed(note, name=self._content.origin, public_key=self._content.public_key)

    def read_leaves(self, leaves: Iterable[Leaf]) -> None:
        """Judge every leaf, and the tree at every signed size."""
        signed = self._marks[-1].size if self._marks else 0
        self._at_marks()
        for leaf in leaves:
            if leaf.leaf_index >= signed:
                self._findings.add(say.leaf_beyond(leaf))
                continue
            self._fill(leaf.leaf_index)
            self._judge(leaf)
            self._add(leaf.leaf_hash, leaf.record_id)
        self._fill(signed)

    def read_unsequenced(self, records: Iterable[Unsequenced]) -> None:
        """Count the records that wait for a leaf and find those that came too late to be honest."""
        for record in records:
            if record.late:
                self._findings.add(say.record_inserted(record.record_id))
            else:
                self._pending += 1

    def _fill(self, size: int) -> None:
        """Keep the places of missing leaves, so that the leaves after them are judged as well."""
        while len(self._record_ids) < size:
            self._findings.add(say.leaf_missing(len(self._record_ids)))
            self._add(_ABSENT, 0)

    def _add(self, node: bytes, record_id: int) -> None:
        self._waiting += node
        self._record_ids.append(record_id)
        size = len(self._record_ids)
        if size % TILE_WIDTH == 0 or size == self._marks[self._next].size:
            for tile in self._tree.extend(bytes(self._waiting)):
                self._compare(tile)
            self._waiting.clear()
            self._at_marks()

    def _judge(self, leaf: Leaf) -> None:
        """Compare one record with its leaf."""
        record = leaf.record
        if record is None:
            self._findings.add(say.record_removed(leaf))
            return
        if record.body is None:
            self._erased += 1
            agree = True
        else:
            actual = leaf_hash(record.body.encode())
            if actual != leaf.leaf_hash:
                self._moved.append(_Moved(leaf.leaf_index, leaf.record_id, leaf.leaf_hash, actual))
                return
            agree = labels_agree(record, record.body)
        if record.leaf_hash != leaf.leaf_hash or not agree:
            self._findings.add(say.columns_altered(leaf))

    def _at_marks(self) -> None:
        """Compare the root with every mark of the present size."""
        while self._next < len(self._marks) and self._marks[self._next].size == self._tree.size:
            mark = self._marks[self._next]
            self._next += 1
            if self._tree.root() != mark.root:
                self._bad.append(mark)
                continue
            for wrong in self._bad:  # the leaves give a later root, so the leaves are right
                self._findings.add(say.checkpoint_of_other_log(wrong.size))
            self._bad.clear()
            self._good = mark.size

    def _compare(self, tile: Tile) -> None:
        stored = self._content.stored_tile(tile.level, tile.index)
        if stored is None:
            self._findings.add(say.tile_missing(tile.level, tile.index))
        elif stored != tile:
            self._doubtful[tile.level, tile.index] = (tile, stored)

    def _blame_leaves(self) -> None:
        """No later root is right, so the leaves were changed after the last right one."""
        for mark in self._bad[:1]:
            batch = self._record_ids[self._good : mark.size]
            known = [record_id for record_id in batch if record_id]
            self._findings.add(
                say.log_differs(
                    mark.size,
                    is_old_note=mark.is_old_note,
                    later=len(self._bad) - 1,
                    first=self._good,
                    about=f"{min(known)}-{max(known)}" if known else "-",
                )
            )
            in_order = iter(sorted(known))  # the sequencer numbers a batch in record order
            for index, record_id in enumerate(batch, start=self._good):
                if record_id and record_id != next(in_order):
                    self._findings.add(say.reordered(index, record_id))

    def _blame_tiles(self) -> None:
        """Say for each tile that differs whether the tile or the leaves under it were changed."""
        for tile, stored in self._doubtful.values():
            last = (tile.index + 1) << TILE_HEIGHT * (tile.level + 1)
            now, before = _split(tile.hashes), _split(stored.hashes)
            if last <= self._good or now == before or len(before) != TILE_WIDTH:
                self._findings.add(say.tile_altered(tile.level, tile.index))
                continue
            places = [place for place in range(TILE_WIDTH) if now[place] != before[place]]
            first = tile.index << TILE_HEIGHT
            if tile.level == 0:
                self._blame_places(first, places, now, before)
                continue
            for child in (first + place for place in places):
                if (tile.level - 1, child) not in self._doubtful:
                    self._findings.add(say.tile_altered(tile.level - 1, child))

    def _blame_places(
        self, first: int, places: list[int], now: list[bytes], before: list[bytes]
    ) -> None:
        """The leaves that differ from their tile: moved when the tile knows them elsewhere."""
        elsewhere = {before[place] for place in places}
        for place in places:
            record_id = self._record_ids[first + place]
            if record_id:  # a missing leaf is already a finding
                moved = now[place] in elsewhere
                blame = say.reordered if moved else say.leaf_altered
                self._findings.add(blame(first + place, record_id))

    def _blame_bodies(self) -> None:
        """A body that another leaf was made from has moved; any other was altered."""
        home = {moved.expected for moved in self._moved}
        for moved in self._moved:
            blame = say.reordered if moved.actual in home else say.body_altered
            self._findings.add(blame(moved.leaf_index, moved.record_id))

    def report(self) -> AuditReport:
        """Everything that was found, in the order of the log."""
        self._blame_leaves()
        self._blame_tiles()
        self._blame_bodies()
        return AuditReport(
            origin=self._content.origin,
            leaves=len(self._record_ids),
            erased=self._erased,
            pending=self._pending,
            checkpoints=len(self._content.checkpoints),
            root=self._tree.root(),
            found=self._findings.found,
            findings=self._findings.listed(),
        )


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
