"""Reads of the tree: its right edge, single nodes from the tiles, and proofs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import cast

from multiguna.audit.queries import log
from multiguna.audit.rules import merkle
from multiguna.audit.rules.merkle import HASH_BYTES, TILE_HEIGHT, TILE_WIDTH, Nodes
from multiguna.audit.terms import Checkpoint, Proof, Tile
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text

LEAF_HASHES = """
SELECT string_agg(leaf_hash, ''::bytea ORDER BY leaf_index) FROM audit_leaf
WHERE region = %s AND leaf_index >= %s AND leaf_index < %s
"""
TILE_ROOTS = """
SELECT string_agg(root, ''::bytea ORDER BY tile_index) FROM audit_tile
WHERE region = %s AND level = %s AND tile_index >= %s AND tile_index < %s
"""
TILE = """
SELECT hashes, root FROM audit_tile WHERE region = %s AND level = %s AND tile_index = %s
"""
PLACE = "SELECT leaf_index, leaf_hash FROM audit_leaf WHERE region = %s AND record_id = %s"
CHECKPOINT_OVER = """
SELECT size, root, note, signed_on FROM audit_checkpoint
WHERE region = %s AND size > %s ORDER BY size DESC LIMIT 1
"""


def tile(cur: Cursor, *, region: str, level: int, index: int) -> Tile | None:
    """One stored tile; None when it is not complete yet (or gone)."""
    row = cur.execute(TILE, [region, level, index], binary=True, prepare=True).fetchone()
    return None if row is None else Tile(level, index, row[0], row[1])


def hashes_of_level(cur: Cursor, *, region: str, level: int, first: int, last: int) -> bytes:
    """The node hashes [first, last) of a level that lie in one tile, one after the other."""
    if level == 0:
        cur.execute(LEAF_HASHES, [region, first, last], binary=True)
    else:  # the nodes of a level are the roots of the tiles below
        cur.execute(TILE_ROOTS, [region, level - 1, first, last], binary=True)
    row = cur.fetchone()
    return cast("bytes", row[0]) if row and row[0] is not None else b""


def open_tiles(cur: Cursor, *, region: str, size: int) -> list[bytes]:
    """The incomplete tiles at the right edge of a tree of `size` leaves, lowest level first."""
    edges = []
    level = 0
    while size >> TILE_HEIGHT * level:
        last = size >> TILE_HEIGHT * level
        first = last - last % TILE_WIDTH
        edges.append(hashes_of_level(cur, region=region, level=level, first=first, last=last))
        level += 1
    return edges


def nodes(cur: Cursor, *, region: str, size: int) -> Nodes:
    """The nodes of a tree of `size` leaves; each tile is read once."""

    @cache
    def hashes(level: int, index: int) -> bytes:
        first = index << TILE_HEIGHT
        last = min(first + TILE_WIDTH, size >> TILE_HEIGHT * level)
        if last - first == TILE_WIDTH:
            complete = tile(cur, region=region, level=level, index=index)
            if complete is not None:
                return complete.hashes
        return hashes_of_level(cur, region=region, level=level, first=first, last=last)

    def node(height: int, position: int) -> bytes:
        level, above = divmod(height, TILE_HEIGHT)
        index, place = divmod(position << above, TILE_WIDTH)
        part = hashes(level, index)[place * HASH_BYTES : (place + (1 << above)) * HASH_BYTES]
        if len(part) != HASH_BYTES << above:
            raise _damaged()
        return merkle.perfect_root(part)

    return node


def proof(cur: Cursor, *, region: str, record_id: int) -> Proof:
    """Why a record is in the log, against the newest checkpoint.

    Refuses with `record_unknown`, with `record_pending` a record that waits for its first
    checkpoint, and with `log_damaged` when the stored tree does not give the signed root.
    """
    record = log.record(cur, region=region, record_id=record_id)
    found = leaf_proof(cur, region=region, record_id=record_id)
    if found.leaf_hash != record.leaf_hash:
        raise _damaged()
    return replace(found, body=record.body)


def leaf_proof(cur: Cursor, *, region: str, record_id: int) -> Proof:
    """Why a record's leaf is in the log, without its body: what a hospital may see of every record.

    Refuses with `record_pending` and `log_damaged` as `proof` does.
    """
    place = cur.execute(PLACE, [region, record_id], binary=True).fetchone()
    index = -1 if place is None else int(place[0])
    over = cur.execute(CHECKPOINT_OVER, [region, index], binary=True).fetchone()
    if place is None or over is None:
        raise Refused(
            "record_pending",
            Text(
                id="Catatan ini belum bernomor dalam log. Coba setelah titik periksa berikutnya.",
                en="This record has no place in the log yet. Try again after the next checkpoint.",
            ),
            record_id=record_id,
        )
    checkpoint = Checkpoint(*over)
    read = nodes(cur, region=region, size=checkpoint.size)
    path = merkle.inclusion_proof(read, index, checkpoint.size)
    leaf = cast("bytes", place[1])
    if not merkle.verify_inclusion(leaf, index, checkpoint.size, path, checkpoint.root):
        raise _damaged()
    return Proof(
        record_id,
        None,
        leaf,
        index,
        checkpoint.size,
        path,
        checkpoint.note,
        log.public_key(),
    )


def consistency(cur: Cursor, *, region: str, old: int, new: int) -> list[bytes]:
    """The nodes that prove that the log of `new` leaves only added to that of `old` leaves."""
    return merkle.consistency_proof(nodes(cur, region=region, size=new), old, new)


def _damaged() -> Refused:
    return Refused(
        "log_damaged",
        Text(
            id="Log audit tidak utuh. Jalankan `multiguna audit verify` dan simpan hasilnya.",
            en="The audit log is damaged. Run `multiguna audit verify` and keep its report.",
        ),
    )
