-- step: claims.clocked_page
-- grain: one row per claim of one page
-- reads: page (claim_id), claims_claim
-- gives: claim_id, received_on (what the clocks are asked for)
-- legal: none; a list's choice
SELECT c.claim_id, c.received_on
FROM page AS w
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = w.claim_id
