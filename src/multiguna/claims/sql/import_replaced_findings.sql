-- step: claims.import_replaced_findings
-- grain: one row per claim that a row of the file corrects
-- reads: claims_replaced (temporary)
-- gives: nothing; adds the finding that names the correction
-- legal: a hospital can act on every finding
INSERT INTO claims_finding (
    region, claim_id, version, rule_code, provider_code, severity, amount_idr, facts
)
SELECT
    %(region)s, claim_id, version, 'replaced', provider_code, 'reject', billed_idr,
    jsonb_build_object('corrected_by', corrected_by)
FROM claims_replaced
