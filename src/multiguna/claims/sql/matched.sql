-- step: claims.matched
-- grain: one row per claim of which it was decided whom it is about
-- reads: claims_matching
-- gives: claim_id, person_id, letter_no (null: no letter stands behind it), confirmed (whether a
--        verifier decided it, so that its own numbers are no longer asked about)
-- legal: nothing is paid on a guess; the latest decision holds, an undone one does not
SELECT x.claim_id, x.person_id, x.letter_no, x.basis = 'verifier' AS confirmed
FROM claims_matching AS x
LEFT JOIN claims_matching AS later ON later.region = %(region)s
    AND later.claim_id = x.claim_id AND later.seq = x.seq + 1
WHERE x.region = %(region)s AND later.claim_id IS NULL AND x.kind = 'match'
