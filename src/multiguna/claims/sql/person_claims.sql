-- step: claims.person_claims
-- grain: one row per claim of a person beside one, the newest first
-- reads: claims_claim, claims_adjudication, providers_provider
-- gives: the columns of a claim in a person's history
-- legal: none; what a verifier looks at beside the claim
SELECT
    c.claim_id, c.claim_no, c.provider_code, h.name, c.care, c.care_class, c.admission_date,
    c.discharge_date, c.primary_diagnosis, c.cbg_code, c.billed_idr, d.outcome,
    coalesce(d.approved_idr, 0), c.letter_no
FROM claims_claim AS c
JOIN providers_provider AS h ON h.provider_code = c.provider_code
LEFT JOIN LATERAL (
    SELECT a.outcome, a.approved_idr FROM claims_adjudication AS a
    WHERE a.claim_id = c.claim_id ORDER BY a.version DESC LIMIT 1
) AS d ON true
WHERE c.region = %(region)s AND c.person_id = %(person_id)s AND c.claim_id <> %(claim_id)s
ORDER BY c.admission_date DESC, c.claim_id DESC
LIMIT %(limit)s
