-- step: claims.match_candidates
-- grain: one row per claim, person and letter that was not found before
-- reads: match_found (temporary), claims_candidate
-- gives: nothing; adds the candidates, the surest first
-- legal: nothing is paid on a guess; what was found stays, whatever is decided
INSERT INTO claims_candidate (
    region, claim_id, candidate_no, method, score_bp, person_id, letter_no, agreed, found_by,
    found_on
)
SELECT
    %(region)s, f.claim_id,
    coalesce(known.last_no, 0) + row_number() OVER (
        PARTITION BY f.claim_id ORDER BY f.score_bp DESC, f.person_id, f.letter_no
    ),
    f.method, f.score_bp, f.person_id, f.letter_no, f.agreed, %(by)s, %(on)s
FROM match_found AS f
LEFT JOIN (
    SELECT claim_id, max(candidate_no) AS last_no FROM claims_candidate
    WHERE region = %(region)s GROUP BY claim_id
) AS known ON known.claim_id = f.claim_id
WHERE NOT EXISTS (
    SELECT FROM claims_candidate AS k
    WHERE k.region = %(region)s AND k.claim_id = f.claim_id AND k.person_id = f.person_id
      AND k.letter_no IS NOT DISTINCT FROM f.letter_no
)
