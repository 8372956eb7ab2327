-- step: claims.match_sure
-- grain: one row per open claim with one sure candidate of a method
-- reads: open_candidates, latest_decisions, standing, claims_candidate, claims_claim, claims_matching
-- gives: claim_id, seq (of the matching to come), provider_code, method, person_id, letter_no, batch_id,
--        corrects
-- legal: sure is a letter, %(least_bp)s at least, no other candidate as sure, and no other claim
--        that stands or may stand on the letter
SELECT
    k.claim_id, (coalesce(last.seq, 0) + 1)::smallint AS seq, c.provider_code, k.method,
    k.person_id, k.letter_no, c.batch_id, c.corrects
FROM claims_candidate AS k
JOIN open_candidates AS o ON o.claim_id = k.claim_id
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = k.claim_id
LEFT JOIN latest_decisions AS d ON d.claim_id = k.claim_id
LEFT JOIN (
    SELECT claim_id, max(seq) AS seq FROM claims_matching
    WHERE region = %(region)s GROUP BY claim_id
) AS last ON last.claim_id = k.claim_id
WHERE k.region = %(region)s
  AND k.method = %(method)s
  AND k.score_bp >= %(least_bp)s
  AND k.letter_no IS NOT NULL
  AND (%(batch_id)s::bigint IS NULL OR c.batch_id = %(batch_id)s)
  AND (d.claim_id IS NULL OR d.outcome = 'pended')
  AND c.received_on <= %(on)s
  AND NOT EXISTS (
      SELECT FROM claims_candidate AS other
      WHERE other.region = %(region)s
        AND other.claim_id = k.claim_id AND other.candidate_no <> k.candidate_no
        AND other.score_bp >= %(least_bp)s
  )
  AND NOT EXISTS (
      SELECT FROM claims_candidate AS other
      WHERE other.letter_no = k.letter_no AND other.claim_id <> k.claim_id
  )
  AND NOT EXISTS (
      SELECT FROM standing AS s WHERE s.letter_no = k.letter_no AND s.claim_id <> k.claim_id
  )
