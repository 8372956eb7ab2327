-- step: claims.clocked_months
-- grain: one row per claim received in the period
-- reads: claims_claim
-- gives: claim_id, received_on, provider_code (what the clocks are asked for)
-- legal: none; a report's choice
SELECT c.claim_id, c.received_on, c.provider_code
FROM claims_claim AS c
WHERE c.region = %(region)s
  AND c.received_on >= %(period_from)s AND c.received_on < %(period_until)s
  AND c.received_on <= %(on)s
  AND (%(provider_code)s::text IS NULL OR c.provider_code = %(provider_code)s)
