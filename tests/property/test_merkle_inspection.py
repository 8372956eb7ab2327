"""Both verifiers find what was done to a log, and they find the same.

A log is made in memory, as the sequencer makes it; then somebody changes it.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from multiguna.audit.rules import merkle, note
from multiguna.audit.rules.export import export_lines
from multiguna.audit.rules.inspection import inspect
from multiguna.audit.terms import (
    AuditReport,
    Checkpoint,
    Leaf,
    LogContent,
    Record,
    Tile,
    Unsequenced,
)
from multiguna.kernel import canonical

TOOL = Path(__file__).parents[2] / "tools" / "verify_audit.py"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
ORIGIN = "multiguna/36.71"


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_audit_too", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["verify_audit_too"] = module
    spec.loader.exec_module(module)
    return module


tool = load_tool()
tool.is_signature = cache(tool.is_signature)  # the same few notes are checked again and again


def a_record(record_id: int, outcome: str = "covered") -> Record:
    subject = f"person:{record_id}"
    body = canonical.dumps(
        {"actor": "desk1", "kind": "coverage", "outcome": outcome, "subject": subject}
    )
    return Record(record_id, "coverage", subject, "desk1", body, merkle.leaf_hash(body.encode()))


@dataclass
class StoredLog:
    """The tables of a log, to be tampered with."""

    leaves: list[Leaf] = field(default_factory=list)
    tiles: dict[tuple[int, int], Tile] = field(default_factory=dict)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    unsequenced: list[Unsequenced] = field(default_factory=list)

    def content(self) -> LogContent:
        return LogContent(
            ORIGIN,
            PUBLIC,
            self.checkpoints[::-1],
            sorted(self.leaves, key=lambda leaf: leaf.leaf_index),
            self.unsequenced,
            lambda level, index: self.tiles.get((level, index)),
        )

    def put(self, record: Record) -> None:
        """Replace the record of a leaf and leave the leaf alone."""
        for place, leaf in enumerate(self.leaves):
            if leaf.record_id == record.record_id:
                self.leaves[place] = replace(leaf, record=record)


def a_log(batches: list[int]) -> StoredLog:
    log, tree = StoredLog(), merkle.Tree()
    for batch in batches:
        new = [a_record(10 + tree.size + number) for number in range(batch)]
        for record in new:
            log.leaves.append(Leaf(len(log.leaves), record.record_id, record.leaf_hash, record))
        for tile in tree.extend(b"".join(record.leaf_hash for record in new)):
            log.tiles[tile.level, tile.index] = tile
        text = note.sign(KEY, name=ORIGIN, size=tree.size, root=tree.root())
        log.checkpoints.append(Checkpoint(tree.size, tree.root(), text, date(2012, 1, 1)))
    return log


def verify(log: StoredLog, against: str | None = None) -> AuditReport:
    """Verify with both verifiers, which must agree to the letter; gives the report."""
    report = inspect(log.content(), against=note.parse(against) if against else None)
    tiles = sorted(log.tiles.values(), key=lambda t: ((t.index + 1) << 8 * (t.level + 1), t.level))
    lines = [json.loads(line) for line in export_lines(log.content(), tiles)]
    other = tool.inspect(lines, None, against).report()
    expected = report.to_json()
    expected["findings"] = [
        {**finding.to_json(), "message": finding.message.en} for finding in report.findings
    ]
    assert other == expected
    return report


def found(report: AuditReport) -> set[tuple[str, int | None, int | None]]:
    return {(f.kind.value, f.leaf_index, f.record_id) for f in report.findings}


BATCHES = st.lists(st.integers(1, 12) | st.just(300), min_size=1, max_size=4)


@given(BATCHES, st.data())
@settings(deadline=None, max_examples=12)
def test_a_log_that_nobody_touched_is_right(batches: list[int], data: st.DataObject) -> None:
    log = a_log(batches)
    kept = data.draw(st.sampled_from(log.checkpoints)).note
    report = verify(log, kept)
    assert report.verified
    assert report.leaves == sum(batches)
    assert report.root == log.checkpoints[-1].root


@given(BATCHES, st.data())
@settings(deadline=None, max_examples=12)
def test_altered_bodies_hashes_and_columns(batches: list[int], data: st.DataObject) -> None:
    log = a_log(batches)
    leaf = data.draw(st.sampled_from(log.leaves))
    assert leaf.record is not None
    forged = data.draw(
        st.sampled_from(
            [
                replace(leaf.record, body=a_record(leaf.record_id, "not_covered").body),
                a_record(leaf.record_id, "not_covered"),
                replace(leaf.record, leaf_hash=bytes(32)),
                replace(leaf.record, kind="guarantee"),
                replace(leaf.record, subject="person:0"),
                replace(leaf.record, actor="somebody"),
                replace(leaf.record, body="no JSON"),
            ]
        )
    )
    log.put(forged)
    assert found(verify(log)) == {("altered", leaf.leaf_index, leaf.record_id)}


@given(BATCHES, st.data())
@settings(deadline=None, max_examples=12)
def test_a_record_altered_with_its_leaf(batches: list[int], data: st.DataObject) -> None:
    log = a_log(batches)
    leaf = data.draw(st.sampled_from(log.leaves))
    forged = a_record(leaf.record_id, "not_covered")
    log.leaves[leaf.leaf_index] = replace(leaf, leaf_hash=forged.leaf_hash, record=forged)
    report = verify(log)
    first = next(c.size for c in log.checkpoints if c.size > leaf.leaf_index)
    expected = {("checkpoint", first, None)}
    if leaf.leaf_index < len(log.leaves) // 256 * 256:  # a tile still knows the leaf
        expected.add(("altered", leaf.leaf_index, leaf.record_id))
    assert found(report) == expected


@given(BATCHES, st.data())
@settings(deadline=None, max_examples=12)
def test_removed_records_and_leaves(batches: list[int], data: st.DataObject) -> None:
    log = a_log(batches)
    leaf = data.draw(st.sampled_from(log.leaves))
    log.leaves[leaf.leaf_index] = replace(leaf, record=None)
    assert found(verify(log)) == {("removed", leaf.leaf_index, leaf.record_id)}
    del log.leaves[leaf.leaf_index]
    assert ("removed", leaf.leaf_index, None) in found(verify(log))


@given(BATCHES, st.data())
@settings(deadline=None, max_examples=12)
def test_a_log_cut_short_is_found_with_an_old_note(batches: list[int], data: st.DataObject) -> None:
    batches = [*batches, 3]
    log = a_log(batches)
    kept = log.checkpoints.pop()
    if data.draw(st.booleans()):
        log = a_log(batches[:-1])
    else:
        log.leaves = log.leaves[: log.checkpoints[-1].size]
        size = log.checkpoints[-1].size
        log.tiles = {
            k: t for k, t in log.tiles.items() if (t.index + 1) << 8 * (t.level + 1) <= size
        }
    assert verify(log).verified
    missing = {("removed", kept.size - n, None) for n in (1, 2, 3)}
    assert missing <= found(verify(log, kept.note))


@given(BATCHES, st.data())
@settings(deadline=None, max_examples=12)
def test_swapped_records(batches: list[int], data: st.DataObject) -> None:
    log = a_log([*batches, 2])
    one, two = data.draw(
        st.lists(st.sampled_from(log.leaves), min_size=2, max_size=2, unique_by=id)
    )
    assert one.record is not None and two.record is not None
    log.put(replace(two.record, record_id=one.record_id))
    log.put(replace(one.record, record_id=two.record_id))
    assert found(verify(log)) == {
        ("reordered", one.leaf_index, one.record_id),
        ("reordered", two.leaf_index, two.record_id),
    }


@given(BATCHES, st.data())
@settings(deadline=None, max_examples=12)
def test_swapped_leaves(batches: list[int], data: st.DataObject) -> None:
    log = a_log([*batches, 2])
    one, two = data.draw(
        st.lists(st.sampled_from(log.leaves), min_size=2, max_size=2, unique_by=id)
    )
    log.leaves[one.leaf_index] = replace(two, leaf_index=one.leaf_index)
    log.leaves[two.leaf_index] = replace(one, leaf_index=two.leaf_index)
    kinds = {kind for kind, _, _ in found(verify(log))}
    assert "checkpoint" in kinds
    same_batch = not any(
        min(one.leaf_index, two.leaf_index) < c.size <= max(one.leaf_index, two.leaf_index)
        for c in log.checkpoints
    )
    if same_batch:
        assert {
            ("reordered", one.leaf_index, two.record_id),
            ("reordered", two.leaf_index, one.record_id),
        } <= found(verify(log))


def test_inserted_records() -> None:
    log = a_log([5, 5])
    log.unsequenced = [Unsequenced(3, late=True), Unsequenced(99, late=False)]
    report = verify(log)
    assert found(report) == {("inserted", None, 3)}
    assert report.pending == 1
    extra = a_record(77)
    log.leaves.append(Leaf(10, 77, extra.leaf_hash, extra))
    assert ("inserted", 10, 77) in found(verify(log))


def test_a_lawful_erasure_is_counted_and_changes_nothing() -> None:
    log = a_log([300])
    leaf = log.leaves[7]
    assert leaf.record is not None
    log.put(replace(leaf.record, body=None))
    report = verify(log)
    assert report.verified
    assert report.erased == 1
    log.put(replace(leaf.record, body=None, leaf_hash=bytes(32)))
    assert found(verify(log)) == {("altered", 7, leaf.record_id)}


@pytest.mark.parametrize("what", ["note", "root", "size", "other key"])
def test_forged_checkpoints(what: str) -> None:
    log = a_log([4, 4, 4])
    middle = log.checkpoints[1]
    forged = {
        "note": replace(middle, note="nothing"),
        "root": replace(middle, root=bytes(32)),
        "size": replace(middle, size=7),
        "other key": replace(
            middle,
            note=note.sign(Ed25519PrivateKey.generate(), name=ORIGIN, size=8, root=middle.root),
        ),
    }[what]
    log.checkpoints[1] = forged
    assert found(verify(log)) == {("checkpoint", forged.size, None)}


def test_a_checkpoint_that_signed_another_log() -> None:
    """Whoever has the key may sign a lie, but not one that fits its neighbours."""
    log = a_log([4, 4, 4])
    lie = note.sign(KEY, name=ORIGIN, size=8, root=bytes(32))
    log.checkpoints[1] = replace(log.checkpoints[1], root=bytes(32), note=lie)
    assert found(verify(log)) == {("checkpoint", 8, None)}


def test_a_whole_rewritten_log_is_found_with_an_old_note() -> None:
    """Whoever has the database and the key can rewrite all of it, except what left the building."""
    log = a_log([300, 10])
    kept = log.checkpoints[0].note
    rewritten = a_log([300, 10])
    forged = a_record(17, "not_covered")
    hashes = [leaf.leaf_hash for leaf in rewritten.leaves]
    hashes[7] = forged.leaf_hash
    rewritten.leaves[7] = replace(rewritten.leaves[7], leaf_hash=forged.leaf_hash, record=forged)
    tree = merkle.Tree()
    rewritten.checkpoints.clear()
    for part in (hashes[:300], hashes[300:]):
        for tile in tree.extend(b"".join(part)):
            rewritten.tiles[tile.level, tile.index] = tile
        text = note.sign(KEY, name=ORIGIN, size=tree.size, root=tree.root())
        rewritten.checkpoints.append(Checkpoint(tree.size, tree.root(), text, date(2012, 1, 1)))
    assert verify(rewritten).verified
    assert not verify(rewritten, kept).verified


def test_altered_and_missing_tiles() -> None:
    log = a_log([256 * 256 + 10])
    assert set(log.tiles) == {(0, n) for n in range(256)} | {(1, 0)}
    tile = log.tiles[0, 3]
    log.tiles[0, 3] = replace(tile, hashes=bytes(32) + tile.hashes[32:])
    log.tiles[0, 4] = replace(log.tiles[0, 4], root=bytes(32))
    del log.tiles[1, 0]
    assert found(verify(log)) == {("tile", 768, None), ("tile", 1024, None), ("tile", 0, None)}


def test_a_leaf_and_its_tile_altered_together_show_in_the_tile_above() -> None:
    log = a_log([256 * 256 + 10])
    forged = a_record(10 + 600, "not_covered")
    log.leaves[600] = replace(log.leaves[600], leaf_hash=forged.leaf_hash, record=forged)
    tile = log.tiles[0, 2]
    place = (600 - 512) * 32
    hashes = tile.hashes[:place] + forged.leaf_hash + tile.hashes[place + 32 :]
    log.tiles[0, 2] = replace(tile, hashes=hashes, root=merkle.perfect_root(hashes))
    assert found(verify(log)) == {("checkpoint", 256 * 256 + 10, None), ("tile", 512, None)}
