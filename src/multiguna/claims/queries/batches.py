"""Files of claims as their hospital and the city look back at them."""

from __future__ import annotations

from multiguna.claims.terms.batches import BatchCard
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor

BATCHES = """
SELECT b.batch_id, b.provider_code, p.name, b.file_name, b.format, b.rows, b.imported,
    b.corrected, b.unchanged, b.refused, b.received_on, b.received_by, sums.billed_idr, sums.decided
FROM claims_batch b
JOIN providers_provider p ON p.region = b.region AND p.provider_code = b.provider_code
CROSS JOIN LATERAL (
    SELECT coalesce(sum(c.billed_idr), 0)::bigint AS billed_idr,
        count(*) FILTER (WHERE EXISTS (SELECT FROM claims_adjudication a
            WHERE a.region = c.region AND a.claim_id = c.claim_id)) AS decided
    FROM claims_claim c WHERE c.region = b.region AND c.batch_id = b.batch_id
) sums
WHERE b.region = %(region)s AND (%(batch_id)s::bigint IS NULL OR b.batch_id = %(batch_id)s)
    AND (%(provider_code)s::text IS NULL OR b.provider_code = %(provider_code)s)
ORDER BY b.batch_id DESC LIMIT %(limit)s
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
