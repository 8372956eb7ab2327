-- step: claims.open_candidates
-- grain: one row per claim for which somebody was found and nothing is decided
-- reads: claims_candidate, claims_matching
-- gives: claim_id, with_letter (whether a letter was found too)
-- legal: nothing is paid on a guess; a verifier decides whom a claim is about
SELECT k.claim_id, bool_or(k.letter_no IS NOT NULL) AS with_letter
FROM claims_candidate AS k
WHERE k.region = %(region)s AND NOT EXISTS (
    SELECT FROM claims_matching AS x
    WHERE x.region = %(region)s AND x.claim_id = k.claim_id AND x.kind <> 'undo'
      AND NOT EXISTS (
          SELECT FROM claims_matching AS later
          WHERE later.region = %(region)s AND later.claim_id = x.claim_id AND later.seq = x.seq + 1
      )
)
GROUP BY k.claim_id
