"""Files of claims as their hospital and the city look back at them, and what a hospital owes an
answer to."""

from __future__ import annotations

from datetime import date

from multiguna.claims.terms.batches import BatchCard, OwedAnswer
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text

BATCHES = """
SELECT b.batch_id, b.provider_code, p.name, b.file_name, b.format, b.rows, b.imported,
    b.corrected, b.unchanged, b.refused, b.received_on, b.received_by,
    (SELECT coalesce(sum(c.billed_idr), 0)::bigint FROM claims_claim c
     WHERE c.region = b.region AND c.batch_id = b.batch_id)
FROM claims_batch b
JOIN providers_provider p ON p.region = b.region AND p.provider_code = b.provider_code
WHERE b.region = %(region)s AND (%(batch_id)s::bigint IS NULL OR b.batch_id = %(batch_id)s)
    AND (%(provider_code)s::text IS NULL OR b.provider_code = %(provider_code)s)
ORDER BY b.batch_id DESC LIMIT %(limit)s
"""
OWED = """
SELECT q.claim_id, c.claim_no, c.billed_idr, q.answer_by, count(*) OVER ()
FROM claims_query q
JOIN claims_claim c ON c.region = q.region AND c.claim_id = q.claim_id
LEFT JOIN claims_answer a ON a.region = q.region AND a.query_no = q.query_no
WHERE q.region = %(region)s AND a.query_no IS NULL AND q.answer_by >= %(on)s
ORDER BY q.answer_by, q.query_no LIMIT %(limit)s
"""


def batches(
    cur: Cursor, by: Actor, *, provider_code: str | None = None, limit: int = 50
) -> list[BatchCard]:
    """The files that `by` may see, the newest first."""
    values = {
        "region": by.region, "batch_id": None, "provider_code": provider_code, "limit": limit,
    }  # fmt: skip
    return [BatchCard(*row) for row in cur.execute(BATCHES, values).fetchall()]


def batch(cur: Cursor, by: Actor, batch_id: int) -> BatchCard | None:
    """One file, None when there is none that `by` may see."""
    values = {"region": by.region, "batch_id": batch_id, "provider_code": None, "limit": 1}
    row = cur.execute(BATCHES, values).fetchone()
    return BatchCard(*row) if row else None


def owed_answers(
    cur: Cursor, by: Actor, *, on: date, limit: int = 10
) -> tuple[list[OwedAnswer], int]:
    """The queries whose time to answer runs, the most pressing first, and how many there are.

    For a hospital its own; without names.
    """
    rows = cur.execute(OWED, {"region": by.region, "on": on, "limit": limit}).fetchall()
    return [OwedAnswer(*row[:4]) for row in rows], rows[0][4] if rows else 0


def no_batch(batch_id: int) -> Refused:
    """The refusal of a file that is not there, or another hospital's (`batch_unknown`)."""
    return Refused(
        "batch_unknown",
        Text(
            id=f"Tidak ada berkas klaim nomor {batch_id}.",
            en=f"There is no batch of claims number {batch_id}.",
        ),
        batch_id=batch_id,
    )
