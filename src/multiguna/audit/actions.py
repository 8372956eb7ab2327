"""The writers of the audit log: decision records, reads of persons, and the one sequencer."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from multiguna.audit.queries import log, tree
from multiguna.audit.rules import merkle
from multiguna.audit.rules import note as notes
from multiguna.audit.rules.merkle import TILE_WIDTH, Tree, leaf_hash
from multiguna.audit.terms import Checkpoint, Tile
from multiguna.kernel import canonical
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.sqlplan import Step, load
from multiguna.kernel.terms import Actor, Text

SALT_BYTES = 16
LEAVES_AT_ONCE = 256 * TILE_WIDTH

RECORD = """
INSERT INTO audit_record (region, kind, subject, body, leaf_hash, actor)
VALUES (%s, %s, %s, %s, %s, %s) RETURNING record_id
"""
SEALED = load("audit", "sealed")
RECORDED = Step(
    "recorded",
    {
        "step": "audit.recorded",
        "grain": "one row per decision",
        "reads": SEALED.header["reads"],
        "gives": "record_id, kind, subject",
        "legal": SEALED.header["legal"],
    },
    f"""INSERT INTO audit_record (region, record_id, kind, subject, body, leaf_hash, actor)
SELECT current_setting('multiguna.region'), record_id, kind, subject, body, leaf_hash, actor
FROM ({SEALED.select}) AS sealed
RETURNING record_id, kind, subject""",
)
"""The step that writes many records at once. A plan puts it after its own step `decision` (see
`sql/sealed.sql` for its columns) and goes on with its own effect; it runs even when unread."""

SEVERAL = 0
"""Stands for persons who are read together and not looked up; the purpose says which ones."""

ACCESS = """
INSERT INTO audit_access (region, actor, person_id, purpose)
SELECT %s, %s, person_id, %s FROM unnest(%s::bigint[]) AS person_id
"""
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('multiguna.audit.sequence ' || %s, 0))"
BOUNDS = """
SELECT pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text,
       (SELECT watermark::text FROM audit_checkpoint WHERE region = %s ORDER BY size DESC LIMIT 1)
FROM pg_current_snapshot() AS s
"""
# A number is given only to a transaction older than every one that still runs, so no older record
# can appear later. `anew`: the first time, or in a cluster restored from another one's dump, whose
# transaction numbers say nothing here.
NUMBER = """
INSERT INTO audit_leaf (region, leaf_index, record_id, leaf_hash)
SELECT r.region, %(size)s - 1 + row_number() OVER (ORDER BY r.record_id), r.record_id, r.leaf_hash
FROM audit_record AS r
WHERE r.region = %(region)s
  AND ((r.xid >= %(from)s::xid8 AND r.xid < %(until)s::xid8)
       OR (%(anew)s AND r.xid >= %(beyond)s::xid8))
  AND NOT EXISTS (
      SELECT FROM audit_leaf AS l WHERE l.region = r.region AND l.record_id = r.record_id
  )
"""
NEW_HASHES = """
SELECT string_agg(leaf_hash, ''::bytea ORDER BY leaf_index) FROM audit_leaf
WHERE region = %s AND leaf_index >= %s AND leaf_index < %s
GROUP BY leaf_index >> 8 ORDER BY leaf_index >> 8
"""
TILES = """
INSERT INTO audit_tile (region, level, tile_index, hashes, root)
SELECT %s, * FROM unnest(%b::smallint[], %b::bigint[], %b::bytea[], %b::bytea[])
"""
CHECKPOINT = """
INSERT INTO audit_checkpoint (region, size, root, note, watermark, signed_on)
VALUES (%s, %s, %s, %s, %s::xid8, %s)
"""


def record_decision(
    cur: Cursor,
    *,
    kind: str,
    subject: str,
    facts: Mapping[str, Json],
    outcome: str,
    reasons: Sequence[str],
    pack: Json,
    by: Actor,
    on: date,
) -> int:
    """Write one decision record in the caller's transaction; gives its number.

    `subject` names the thing decided (`guarantee:…`, `claim:…`), `facts` what was read to decide,
    `pack` the pack, stage and parameter version. Persons appear by number only: no name and no NIK
    may be in any of them. One INSERT.
    """
    body = canonical.dumps(
        {
            "actor": by.name,
            "decided_on": on.isoformat(),
            "facts": facts,
            "kind": kind,
            "outcome": outcome,
            "pack": pack,
            "reasons": reasons,
            "salt": secrets.token_hex(SALT_BYTES),
            "subject": subject,
        }
    )
    values = [by.region, kind, subject, body, leaf_hash(body.encode()), by.name]
    row = cur.execute(RECORD, values, prepare=True).fetchone()
    assert row is not None
    return int(row[0])


def record_access(cur: Cursor, *, person_ids: Sequence[int], purpose: str, by: Actor) -> None:
    """Write that `by` read the records of these persons, in the transaction that read them."""
    cur.execute(ACCESS, [by.region, by.name, purpose, list(person_ids)], prepare=True)


def sequence_leaves(*, by: Actor, on: date) -> int:
    """Give every finished decision record its place in the log and sign a checkpoint.

    The only sequencer of `by`'s region: concurrent runs wait for each other, a killed run leaves
    nothing, a run without news writes nothing. Gives the number of new leaves. A record whose
    transaction is younger than one that still runs waits for a later run. Refuses with
    `log_damaged` to build on a tree that no longer gives the root of the last checkpoint.
    """
    key = log.log_key()
    region = by.region
    with transaction(by) as cur:
        cur.execute(LOCK, [region])
        last = next(iter(log.checkpoints(cur, region=region, limit=1)), None)
        grown = _resume(cur, region, last)
        first = grown.size
        added, watermark = _number(cur, region, first)
        if added == 0:
            return 0
        for hashes in _new_hashes(cur, region, first, first + added):
            _write_tiles(cur, region, grown.extend(hashes))
        assert grown.size == first + added
        root = grown.root()
        note = notes.sign(key, name=notes.origin(region), size=grown.size, root=root)
        cur.execute(CHECKPOINT, [region, grown.size, root, note, watermark, on])
        return added


def _resume(cur: Cursor, region: str, last: Checkpoint | None) -> Tree:
    """The tree as the last checkpoint left it."""
    size, root = (last.size, last.root) if last else (0, merkle.EMPTY_ROOT)
    grown = Tree.resume(tree.open_tiles(cur, region=region, size=size))
    if (grown.size, grown.root()) != (size, root):
        raise Refused(
            "log_damaged",
            Text(
                id="Log audit tidak cocok dengan titik periksa terakhir dan tidak dilanjutkan. "
                "Jalankan `multiguna audit verify` dan simpan hasilnya.",
                en="The audit log does not match its last checkpoint and is not continued. "
                "Run `multiguna audit verify` and keep its report.",
            ),
            size=size,
        )
    return grown


def _number(cur: Cursor, region: str, size: int) -> tuple[int, str]:
    """Append leaves for the finished records; gives how many, and below which transaction."""
    bounds = cur.execute(BOUNDS, [region]).fetchone()
    assert bounds is not None
    oldest_running, next_to_come, watermark = bounds
    anew = watermark is None or int(watermark) > int(next_to_come)
    cur.execute(
        NUMBER,
        {
            "region": region,
            "size": size,
            "from": "0" if anew else watermark,
            "until": oldest_running,
            "beyond": next_to_come,
            "anew": anew,
        },
    )
    return cur.rowcount, oldest_running


def _new_hashes(cur: Cursor, region: str, first: int, last: int) -> Iterator[bytes]:
    """The hashes of leaves [first, last) in parts that end with a tile."""
    while first < last:
        until = min(last, (first // LEAVES_AT_ONCE + 1) * LEAVES_AT_ONCE)
        cur.execute(NEW_HASHES, [region, first, until], binary=True)
        yield b"".join(row[0] for row in cur)
        first = until


def _write_tiles(cur: Cursor, region: str, tiles: Sequence[Tile]) -> None:
    if tiles:
        columns = zip(*((t.level, t.index, t.hashes, t.root) for t in tiles), strict=True)
        cur.execute(TILES, [region, *map(list, columns)])
