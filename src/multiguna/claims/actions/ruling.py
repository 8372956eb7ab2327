"""What a ruling on an appeal writes: the granted version, and the ruling itself."""

from __future__ import annotations

from datetime import date

from multiguna.claims.actions.versions import write_decision
from multiguna.claims.terms.reviewing import Appeal, Basis, ClaimUnderReview, Verdict, Weighed
from multiguna.kernel.canonical import Json
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor

WRITE_RULING = """
INSERT INTO claims_ruling (region, claim_id, attempt, appeal_no, deciders, provider_code, outcome,
    version, reason, record_id, decided_on, decided_by)
SELECT region, claim_id, attempt, appeal_no, deciders, provider_code, %(verdict)s, %(version)s,
    %(reason)s, %(record_id)s, %(on)s, %(by)s
FROM claims_appeal WHERE region = %(region)s AND appeal_no = %(appeal_no)s
"""


def grant(
    cursor: Cursor,
    claim: ClaimUnderReview,
    filed: Appeal,
    weighed: Weighed,
    reason: str,
    by: Actor,
    on: date,
    proposed_by: str | None = None,
) -> tuple[int, int]:
    """Write the version that a granted appeal gives; its number and its record's."""
    beside: dict[str, Json] = {
        "appeal_no": filed.appeal_no,
        "appeal_record_id": filed.record_id,
    }
    if proposed_by is not None:
        beside["proposed_by"] = proposed_by
    return write_decision(
        cursor, claim, weighed, basis=Basis.APPEAL, reason=reason, beside=beside, by=by, on=on,
        proposed_by=proposed_by,
    )  # fmt: skip


def write_ruling(
    cursor: Cursor,
    appeal_no: int,
    verdict: Verdict,
    version: int | None,
    reason: str,
    record_id: int,
    by: Actor,
    on: date,
) -> None:
    """Write how an appeal ended."""
    values = {
        "region": by.region,
        "appeal_no": appeal_no,
        "verdict": verdict.value,
        "version": version,
        "reason": reason,
        "record_id": record_id,
        "on": on,
        "by": by.name,
    }
    cursor.execute(WRITE_RULING, values)
