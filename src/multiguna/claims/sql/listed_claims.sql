-- step: claims.listed_claims
-- grain: one row per claim that the filters on the bill let through (NULL lets all through)
-- reads: claims_claim
-- gives: claim_id
-- legal: none; what a list shows
SELECT c.claim_id
FROM claims_claim AS c
WHERE c.region = %(region)s
  AND (%(provider_code)s::text IS NULL OR c.provider_code = %(provider_code)s)
  AND (%(batch_id)s::bigint IS NULL OR c.batch_id = %(batch_id)s)
  AND (
      %(search)s::text IS NULL
      OR starts_with(upper(c.claim_no), upper(%(search)s)) OR c.mrn = %(search)s
      OR c.claim_id::text = %(search)s
  )
