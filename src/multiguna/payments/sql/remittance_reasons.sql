-- step: payments.remittance_reasons
-- grain: one row per finding about a claim of the remittance
-- reads: remittance_claims, claims_finding; binds region
-- gives: claim_id, rule_code, severity, amount_idr, facts
-- legal: house style 20: whoever is told no is told why
SELECT
    r.claim_id,
    f.rule_code,
    f.severity,
    f.amount_idr,
    f.facts
FROM remittance_claims AS r
INNER JOIN claims_finding AS f
    ON f.region = %(region)s AND f.claim_id = r.claim_id AND f.version = r.version
ORDER BY r.claim_id, f.rule_code
