-- step: claims.sample_members
-- grain: one row per claim that the rules alone approved, wholly or in part, in a period of decision
-- reads: claims_adjudication, claims_claim, providers_provider; binds region, period_from, period_until
-- gives: claim_id, version, provider_class, care, billed_idr, approved_idr
-- legal: what no person saw is checked by sample
SELECT a.claim_id, a.version, h.provider_class, c.care, a.billed_idr, a.approved_idr
FROM claims_adjudication AS a
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = a.claim_id
JOIN providers_provider AS h ON h.region = %(region)s AND h.provider_code = c.provider_code
WHERE a.region = %(region)s
  AND a.basis = 'rules'
  AND a.outcome IN ('approved', 'reduced')
  AND a.decided_on >= %(period_from)s
  AND a.decided_on < %(period_until)s
  AND NOT EXISTS (
      SELECT FROM claims_adjudication AS later
      WHERE later.region = %(region)s AND later.claim_id = a.claim_id
        AND later.version = a.version + 1
  )
