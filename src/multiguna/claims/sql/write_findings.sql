-- step: claims.write_findings
-- grain: one row per finding
-- reads: claims_decided (temporary)
-- gives: nothing; adds the findings
-- legal: a hospital can act on every finding
INSERT INTO claims_finding (
    region, claim_id, version, rule_code, provider_code, severity, amount_idr, facts
)
SELECT
    %(region)s, d.claim_id, d.version, said.rule_code, d.provider_code, said.severity,
    said.amount_idr, said.facts
FROM claims_decided AS d
CROSS JOIN LATERAL json_to_recordset(d.said) AS said (
    rule_code text, severity text, amount_idr bigint, facts jsonb
)
WHERE d.said IS NOT NULL
