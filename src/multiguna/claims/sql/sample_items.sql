-- step: claims.sample_items
-- grain: one row per drawn claim of a sample
-- reads: claims_sample_item, claims_sample_check, claims_adjudication, claims_claim, providers_provider;
--        binds region, sample_no
-- gives: the claim, its stratum, the decision that is checked, and the check (null: not yet)
-- legal: a drawn claim is checked once
SELECT
    i.claim_id, c.claim_no, c.provider_code, h.name, i.stratum, a.outcome, a.billed_idr,
    i.approved_idr, k.correct_idr, coalesce(k.reason, '') AS reason, k.checked_by, k.checked_on
FROM claims_sample_item AS i
JOIN claims_claim AS c ON c.region = i.region AND c.claim_id = i.claim_id
JOIN claims_adjudication AS a
    ON a.region = i.region AND a.claim_id = i.claim_id AND a.version = i.version
JOIN providers_provider AS h ON h.region = c.region AND h.provider_code = c.provider_code
LEFT JOIN claims_sample_check AS k
    ON k.region = i.region AND k.sample_no = i.sample_no AND k.claim_id = i.claim_id
WHERE i.region = %(region)s AND i.sample_no = %(sample_no)s
ORDER BY i.stratum, i.claim_id
