"""Find whom claims with damaged numbers may be about; a verifier decides (`whom`)."""

from __future__ import annotations

from datetime import date

from psycopg.types.json import Jsonb

from multiguna.claims import plan
from multiguna.claims.actions.adjudicating import LOCK
from multiguna.claims.actions.candidates import (
    LARGE,
    by_numbers,
    drop_found,
    matching_values,
    put_found,
)
from multiguna.claims.queries.alike import alike_persons
from multiguna.claims.terms.matching import MatchingResult
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role
from multiguna.programme.queries import pack_in_force

LINKED = """
CREATE TEMPORARY TABLE match_linked ON COMMIT DROP AS
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::integer[], %s::jsonb[])
    AS one (claim_id, person_id, score_bp, agreed)
"""
SCORED = """
UPDATE match_found AS f SET score_bp = l.score_bp, agreed = l.agreed
FROM match_linked AS l
WHERE f.method = 'linkage' AND l.claim_id = f.claim_id AND l.person_id = f.person_id
"""
WAITING = """
SELECT count(*) FILTER (WHERE k.claim_id IS NOT NULL)::int,
       count(*) FILTER (WHERE k.claim_id IS NULL)::int
FROM unmatched u
LEFT JOIN (SELECT DISTINCT claim_id FROM claims_candidate) k ON k.claim_id = u.claim_id
"""
BY_METHOD = """
SELECT best.method, count(*)::int FROM (
    SELECT DISTINCT ON (k.claim_id) k.claim_id, k.method
    FROM claims_candidate k JOIN unmatched u ON u.claim_id = k.claim_id
    ORDER BY k.claim_id, k.score_bp DESC, k.candidate_no
) best GROUP BY best.method
"""


def match_claims(
    *, batch_id: int | None = None, linkage: bool = True, by: Actor, on: date
) -> MatchingResult:
    """Look for whom claims may be about that have no letter, no person, or a doubtful identity.

    First by their numbers, whole or with one slip; then (`linkage`) those for whom that found
    nobody, by what is alike, with a score. What is found is kept for a verifier; only a letter
    number that is the same, written otherwise, is decided at once. The same again finds nothing
    new. Run it before the rules: a claim with a candidate is asked about and not rejected.
    """
    require(by, Role.VERIFIER)
    values = matching_values(pack_in_force(by), batch_id, by, on) | {"questioned": True}
    with transaction(by) as cursor:
        cursor.execute(LOCK, [by.region])
        looked_at, decided = by_numbers(cursor, values, by, on)
    if looked_at and linkage:  # takes seconds: nobody waits for it
        with transaction(by) as cursor:
            alike = alike_persons(cursor, by, values)
        with transaction(by) as cursor:
            cursor.execute(LOCK, [by.region])
            drop_found(cursor)
            cursor.execute(
                LINKED,
                [
                    [one.left for one in alike], [one.right for one in alike],
                    [one.score_bp for one in alike], [Jsonb(one.agreed) for one in alike],
                ],
            )  # fmt: skip
            found_alike = values | {"slips": False}
            put_found(cursor, found_alike, large=looked_at > LARGE, linked=True)
            cursor.execute(SCORED)
            cursor.execute(plan.statement("match_candidates"), values)
    with transaction(by) as cursor:
        found, without = _row(cursor, WAITING, values)
        methods = cursor.execute(plan.unmatched(BY_METHOD), values).fetchall()
    return MatchingResult(looked_at, decided, found, without, dict(methods))


def _row(cursor: Cursor, select: str, values: dict[str, object]) -> tuple[int, ...]:
    row = cursor.execute(plan.unmatched(select), values).fetchone()
    assert row is not None
    return row
