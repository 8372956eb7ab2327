"""Reading a whole log: to verify it here, or to export it for the stand-alone verifier."""

from __future__ import annotations

from collections.abc import Iterator

from multiguna.audit.queries import log, tree
from multiguna.audit.rules import note as notes
from multiguna.audit.rules.export import export_lines
from multiguna.audit.rules.inspection import inspect
from multiguna.audit.terms import AuditReport, Leaf, LogContent, Record, Tile, Unsequenced
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.terms import system

ROWS_AT_ONCE = 5_000
LEAVES = """
SELECT l.leaf_index, l.record_id, l.leaf_hash,
       r.record_id, r.kind, r.subject, r.actor, r.body, r.leaf_hash
FROM audit_leaf AS l
LEFT JOIN audit_record AS r ON r.region = l.region AND r.record_id = l.record_id
WHERE l.region = %(region)s AND {which}
ORDER BY l.leaf_index
"""
SIGNED = LEAVES.format(which="l.leaf_index < %(size)s")
# One statement sees leaves and checkpoints at one instant, however busy the sequencer is.
BEYOND = LEAVES.format(
    which="l.leaf_index >= %(size)s AND l.leaf_index >= "
    "(SELECT coalesce(max(size), 0) FROM audit_checkpoint WHERE region = %(region)s)"
)
UNSEQUENCED = """
SELECT r.record_id, coalesce(r.xid < w.watermark
    AND w.watermark <= pg_snapshot_xmax(pg_current_snapshot()), false) -- else: another cluster's
FROM audit_record AS r
LEFT JOIN LATERAL (
    SELECT c.watermark FROM audit_checkpoint AS c
    WHERE c.region = r.region ORDER BY c.size DESC LIMIT 1
) AS w ON true
WHERE r.region = %s AND NOT EXISTS (
    SELECT FROM audit_leaf AS l WHERE l.region = r.region AND l.record_id = r.record_id
)
ORDER BY r.record_id
"""
TILES = """
SELECT level, tile_index, hashes, root FROM audit_tile WHERE region = %s
ORDER BY (tile_index + 1) << (8 * (level + 1)), level
"""


def verify_log(region: str, *, against: str | None = None) -> AuditReport:
    """Recompute one region's whole log and compare it with everything that was ever signed.

    Leaf hashes are recomputed from the bodies, the tree from the leaves, and every checkpoint and
    tile is compared. `against` is an old checkpoint note that somebody kept. Memory: about 40
    bytes a record.
    """
    old = None if against is None else notes.parse(against)
    with transaction(system(region)) as cur:
        return inspect(content(cur, region=region), against=old)


def content(cur: Cursor, *, region: str) -> LogContent:
    """Everything stored of a region's log; the leaves are read while they are judged."""
    checkpoints = log.checkpoints(cur, region=region)

    def stored_tile(level: int, index: int) -> Tile | None:
        return tree.tile(cur, region=region, level=level, index=index)

    size = checkpoints[0].size if checkpoints else 0
    return LogContent(
        origin=notes.origin(region),
        public_key=log.public_key(),
        checkpoints=checkpoints,
        leaves=_leaves(cur, region, size),
        unsequenced=_unsequenced(cur, region),
        stored_tile=stored_tile,
    )


def export_log(cur: Cursor, *, region: str) -> Iterator[str]:
    """The whole log as JSON lines for the stand-alone verifier (`tools/verify_audit.py`)."""
    return export_lines(content(cur, region=region), _tiles(cur, region))


def _leaves(cur: Cursor, region: str, size: int) -> Iterator[Leaf]:
    for name, statement in (("audit_signed", SIGNED), ("audit_beyond", BEYOND)):
        with cur.connection.cursor(name) as rows:
            rows.itersize = ROWS_AT_ONCE
            rows.execute(statement, {"region": region, "size": size}, binary=True)
            for row in rows:
                record = None if row[3] is None else Record(*row[3:])
                yield Leaf(row[0], row[1], row[2], record)


def _unsequenced(cur: Cursor, region: str) -> Iterator[Unsequenced]:
    with cur.connection.cursor("audit_unsequenced") as rows:
        rows.itersize = ROWS_AT_ONCE
        rows.execute(UNSEQUENCED, [region], binary=True)
        for row in rows:
            yield Unsequenced(*row)


def _tiles(cur: Cursor, region: str) -> Iterator[Tile]:
    with cur.connection.cursor("audit_tiles") as rows:
        rows.itersize = 64
        rows.execute(TILES, [region], binary=True)
        for row in rows:
            yield Tile(*row)
