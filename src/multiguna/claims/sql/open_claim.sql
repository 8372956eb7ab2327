-- step: claims.open_claim
-- grain: one row, the claim named, if it is not decided for good
-- reads: claims_claim, claims_adjudication
-- gives: the columns of open_claims that its risk needs
-- legal: as open_claims
SELECT
    c.claim_id, c.provider_code, c.billed_idr, c.cbg_code, c.care_class, c.service_date, d.version
FROM claims_claim AS c
LEFT JOIN LATERAL (
    SELECT a.version, a.outcome FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.claim_id = c.claim_id ORDER BY a.version DESC LIMIT 1
) AS d ON true
WHERE c.region = %(region)s AND c.claim_id = %(claim_id)s AND c.received_on <= %(on)s
  AND (d.outcome IS NULL OR d.outcome = 'pended')
