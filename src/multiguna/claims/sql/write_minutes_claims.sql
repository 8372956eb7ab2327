-- step: claims.write_minutes_claims
-- grain: one row per settled claim
-- reads: claims_minuted (temporary)
-- gives: the rows of claims_minutes_claim
-- legal: a claim stands in one minutes, once (its key)
INSERT INTO claims_minutes_claim (region, claim_id, minutes_no, provider_code, version, outcome,
    billed_idr, approved_idr)
SELECT
    %(region)s, m.claim_id, %(minutes_no)s, m.provider_code, m.version, m.outcome, m.billed_idr,
    m.approved_idr
FROM claims_minuted AS m
WHERE m.is_settled
ORDER BY m.claim_id
