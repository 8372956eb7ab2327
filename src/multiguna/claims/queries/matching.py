"""Reads of matching: the claims that wait for it, and all about one of them."""

from __future__ import annotations

from multiguna.audit.actions import record_access
from multiguna.claims import plan
from multiguna.claims.terms.matching import (
    METHODS,
    CandidateCard,
    MatchCard,
    MatchingCard,
    OpenMatching,
)
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.registry.rules import masked

CANDIDATES = """
SELECT k.candidate_no, k.method, k.score_bp, k.person_id, p.nik, p.name, p.birth_date, p.sex,
    k.letter_no, l.care, l.valid_from, l.valid_until, k.agreed, k.found_on
FROM claims_candidate k
JOIN registry_person p ON p.region = k.region AND p.person_id = k.person_id
LEFT JOIN guarantees_letter l ON l.region = k.region AND l.letter_no = k.letter_no
WHERE k.region = %s AND k.claim_id = %s
ORDER BY k.score_bp DESC, k.candidate_no
"""
DECISIONS = """
SELECT seq, kind, basis, method, person_id, letter_no, reason, decided_by, decided_on
FROM claims_matching WHERE region = %s AND claim_id = %s ORDER BY seq
"""
OPEN = """
SELECT c.claim_id, c.claim_no, c.provider_code, c.admission_date, c.billed_idr, k.found, k.method,
    k.score_bp, k.letter_no, count(*) OVER ()
FROM (
    SELECT DISTINCT ON (k.claim_id) k.claim_id, k.method, k.score_bp, k.letter_no,
        count(*) OVER (PARTITION BY k.claim_id) AS found
    FROM claims_candidate k JOIN open_candidates o ON o.claim_id = k.claim_id
    ORDER BY k.claim_id, k.score_bp DESC, k.candidate_no
) k
JOIN claims_claim c ON c.claim_id = k.claim_id
LEFT JOIN latest_decisions d ON d.claim_id = k.claim_id
WHERE c.region = %(region)s AND (d.claim_id IS NULL OR d.outcome = 'pended')
  AND (%(batch_id)s::bigint IS NULL OR c.batch_id = %(batch_id)s)
  AND (%(provider_code)s::text IS NULL OR c.provider_code = %(provider_code)s)
ORDER BY k.score_bp DESC, c.claim_id
LIMIT %(limit)s OFFSET %(skip)s
"""


def matching_card(cursor: Cursor, by: Actor, claim_id: int) -> MatchingCard:
    """Whom a claim may be about and what was decided of it; the candidates are the city's to see.

    A hospital sees what was decided of its own claims, and no candidates. Whose cards are shown is
    written to the access log.
    """
    key = [by.region, claim_id]
    found = [
        CandidateCard(number, METHODS[method], score_bp, person_id, masked(nik), *rest)
        for number, method, score_bp, person_id, nik, *rest in cursor.execute(
            CANDIDATES, key
        ).fetchall()
    ]
    if found:
        ids = sorted({one.person_id for one in found})
        record_access(cursor, person_ids=ids, purpose="claim_matching", by=by)
    decisions = [
        MatchCard(seq, kind, basis, METHODS.get(method or ""), *rest)
        for seq, kind, basis, method, *rest in cursor.execute(DECISIONS, key).fetchall()
    ]
    return MatchingCard(claim_id, tuple(found), tuple(decisions))


def open_matchings(
    cursor: Cursor,
    by: Actor,
    *,
    batch_id: int | None = None,
    provider_code: str | None = None,
    page: int = 1,
    page_size: int = 50,
) -> tuple[list[OpenMatching], int]:
    """One page of the claims that wait for a verifier to say whom they are about, and their number.

    The surest first; with no name and no NIK.
    """
    values = {
        "region": by.region, "batch_id": batch_id, "provider_code": provider_code,
        "limit": page_size, "skip": (page - 1) * page_size,
    }  # fmt: skip
    rows = cursor.execute(plan.with_candidates(OPEN), values).fetchall()
    shown = [
        OpenMatching(
            claim_id, claim_no, provider, admitted, billed_idr, found, METHODS[method], score_bp,
            letter_no,
        )
        for (claim_id, claim_no, provider, admitted, billed_idr, found, method, score_bp,
             letter_no, _) in rows
    ]  # fmt: skip
    return shown, rows[0][-1] if rows else 0
