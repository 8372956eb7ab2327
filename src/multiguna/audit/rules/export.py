"""A log as JSON lines: what the stand-alone verifier reads, without Multiguna or a database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from multiguna.audit.rules.merkle import TILE_HEIGHT
from multiguna.audit.terms import Checkpoint, Leaf, LogContent, Tile
from multiguna.kernel.canonical import Json


def export_lines(content: LogContent, tiles: Iterable[Tile]) -> Iterator[str]:
    """One JSON object a line, in an order that can be verified in one pass.

    First the log with its public key, then the checkpoints, then the leaves with their records and
    each tile after the leaves it covers (`tiles` come in that order), last the records without a
    leaf (their numbers only). Hashes are hexadecimal text.
    """
    head = {"origin": content.origin, "public_key": content.public_key.hex()}
    yield _line({"type": "log", "format": 1, **head})
    for checkpoint in reversed(content.checkpoints):
        yield _checkpoint_line(checkpoint)
    waiting = iter(tiles)
    due = next(waiting, None)
    for leaf in content.leaves:
        while due is not None and _end(due) <= leaf.leaf_index:
            yield _tile_line(due)
            due = next(waiting, None)
        yield _leaf_line(leaf)
    while due is not None:
        yield _tile_line(due)
        due = next(waiting, None)
    for record in content.unsequenced:
        yield _line({"type": "unsequenced", "record_id": record.record_id, "late": record.late})


def _checkpoint_line(checkpoint: Checkpoint) -> str:
    return _line(
        {
            "type": "checkpoint",
            "size": checkpoint.size,
            "root": checkpoint.root.hex(),
            "note": checkpoint.note,
        }
    )


def _end(tile: Tile) -> int:
    """The first leaf after those that a tile covers."""
    return (tile.index + 1) << TILE_HEIGHT * (tile.level + 1)


def _leaf_line(leaf: Leaf) -> str:
    return _line(
        {
            "type": "leaf",
            "leaf_index": leaf.leaf_index,
            "record_id": leaf.record_id,
            "leaf_hash": leaf.leaf_hash.hex(),
            "record": None if leaf.record is None else leaf.record.to_json(),
        }
    )


def _tile_line(tile: Tile) -> str:
    return _line(
        {
            "type": "tile",
            "level": tile.level,
            "index": tile.index,
            "hashes": tile.hashes.hex(),
            "root": tile.root.hex(),
        }
    )


def _line(value: dict[str, Json]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
