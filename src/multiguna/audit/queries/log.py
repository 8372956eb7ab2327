"""Reads of the log: checkpoints, records, the listing, and who looked at a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from multiguna.audit.terms import Checkpoint, LogEntry, Record
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.home import home
from multiguna.kernel.keys import signing_key
from multiguna.kernel.terms import Text

CHECKPOINTS = """
SELECT size, root, note, signed_on FROM audit_checkpoint
WHERE region = %s ORDER BY size DESC LIMIT %s
"""
RECORD = """
SELECT record_id, kind, subject, actor, body, leaf_hash FROM audit_record
WHERE region = %s AND record_id = %s
"""
LOG = """
SELECT r.record_id, r.kind, r.subject, r.actor, r.body, r.leaf_hash, r.recorded_at, l.leaf_index
FROM audit_record AS r
LEFT JOIN audit_leaf AS l ON l.region = r.region AND l.record_id = r.record_id
WHERE r.region = %(region)s
  AND (%(before)s::bigint IS NULL OR r.record_id < %(before)s)
  AND (%(kind)s::text IS NULL OR r.kind = %(kind)s)
  AND (%(subject)s::text IS NULL OR r.subject = %(subject)s)
  AND (%(actor)s::text IS NULL OR r.actor = %(actor)s)
ORDER BY r.record_id DESC
LIMIT %(limit)s
"""
READS = """
SELECT actor, purpose, at FROM (
    SELECT actor, purpose, at FROM audit_access
    WHERE region = %(region)s AND person_id = %(person_id)s
    UNION ALL
    SELECT actor, kind, recorded_at FROM audit_record
    WHERE kind = 'coverage' AND region = %(region)s AND subject = %(subject)s
) AS read
ORDER BY at DESC LIMIT %(limit)s
"""


def log_key() -> Ed25519PrivateKey:
    """The key that signs this installation's checkpoints; made on first use."""
    return signing_key(home(), "audit")


def public_key() -> bytes:
    """The 32 public bytes of the key that signs checkpoints."""
    return log_key().public_key().public_bytes_raw()


def checkpoints(cur: Cursor, *, region: str, limit: int | None = None) -> list[Checkpoint]:
    """The signed checkpoints of a region, newest first."""
    cur.execute(CHECKPOINTS, [region, limit], binary=True)
    return [Checkpoint(*row) for row in cur]


def record(cur: Cursor, *, region: str, record_id: int) -> Record:
    """One decision record. Refuses with `record_unknown` a number that names none."""
    row = cur.execute(RECORD, [region, record_id], binary=True).fetchone()
    if row is None:
        raise Refused(
            "record_unknown",
            Text(
                id=f"Tidak ada catatan nomor {record_id}. Periksa nomornya dengan `audit log`.",
                en=f"There is no record {record_id}. Look its number up with `audit log`.",
            ),
            record_id=record_id,
        )
    return Record(*row)


def log(
    cur: Cursor,
    *,
    region: str,
    kind: str | None = None,
    subject: str | None = None,
    actor: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[LogEntry]:
    """Records newest first, older than record `before`, of one kind, subject or actor."""
    choice = {"kind": kind, "subject": subject, "actor": actor, "before": before}
    cur.execute(LOG, {"region": region, "limit": limit, **choice}, binary=True)
    return [LogEntry(Record(*row[:6]), row[6], row[7]) for row in cur]


@dataclass(frozen=True, slots=True)
class PersonRead:
    """One read of a person's record, as the person may see it."""

    actor: str
    purpose: str
    at: datetime


def reads_of_person(
    cur: Cursor, *, region: str, person_id: int, limit: int = 200
) -> Sequence[PersonRead]:
    """Who looked at a person's record and what for, newest first.

    A coverage question shows the desk a card, and its decision record is its line in this log.
    """
    values = {"region": region, "person_id": person_id, "subject": f"person:{person_id}"}
    cur.execute(READS, {**values, "limit": limit})
    return [PersonRead(*row) for row in cur]
