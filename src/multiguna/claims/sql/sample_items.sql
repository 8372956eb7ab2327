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
CROSS JOIN LATERAL (
    SELECT own.claim_no, own.provider_code
    FROM claims_claim AS own
    WHERE own.region = %(region)s AND own.claim_id = i.claim_id
    LIMIT 1 -- few claims, each by its key
) AS c
CROSS JOIN LATERAL (
    SELECT own.outcome, own.billed_idr
    FROM claims_adjudication AS own
    WHERE own.region = %(region)s AND own.claim_id = i.claim_id AND own.version = i.version
    LIMIT 1
) AS a
JOIN providers_provider AS h ON h.region = %(region)s AND h.provider_code = c.provider_code
LEFT JOIN claims_sample_check AS k
    ON k.region = %(region)s AND k.sample_no = i.sample_no AND k.claim_id = i.claim_id
    WHERE i.region = %(region)s AND i.sample_no = %(sample_no)s
ORDER BY i.stratum, i.claim_id
