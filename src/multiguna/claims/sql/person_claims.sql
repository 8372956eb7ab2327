-- step: claims.person_claims
-- grain: one row per claim of a person (under any of their numbers) beside one, the newest first
-- reads: claims_claim, claims_matching, claims_adjudication, providers_provider
-- gives: the columns of a claim in a person's history
-- legal: none; what a verifier looks at beside the claim
SELECT
    c.claim_id, c.claim_no, c.provider_code, h.name, c.care, c.care_class, c.admission_date,
    c.discharge_date, c.primary_diagnosis, c.cbg_code, c.billed_idr, d.outcome,
    coalesce(d.approved_idr, 0), CASE WHEN whom.holds THEN whom.letter_no ELSE c.letter_no END
FROM claims_claim AS c
JOIN providers_provider AS h ON h.region = %(region)s AND h.provider_code = c.provider_code
LEFT JOIN LATERAL (
    SELECT a.outcome, a.approved_idr FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.claim_id = c.claim_id ORDER BY a.version DESC LIMIT 1
) AS d ON true
LEFT JOIN LATERAL (
    SELECT m.kind = 'match' AS holds, m.person_id, m.letter_no
    FROM claims_matching AS m
    WHERE m.region = %(region)s AND m.claim_id = c.claim_id
    ORDER BY m.seq DESC
    LIMIT 1
) AS whom ON true
WHERE c.region = %(region)s
  AND c.claim_id <> %(claim_id)s
  AND c.claim_id IN (
      SELECT own.claim_id FROM claims_claim AS own
      WHERE own.region = %(region)s AND own.person_id = ANY (%(person_ids)s)
      UNION
      SELECT said.claim_id FROM claims_matching AS said
      WHERE said.region = %(region)s AND said.person_id = ANY (%(person_ids)s)
  )
  AND CASE WHEN whom.holds THEN whom.person_id ELSE c.person_id END = ANY (%(person_ids)s)
ORDER BY c.admission_date DESC, c.claim_id DESC
LIMIT %(limit)s
