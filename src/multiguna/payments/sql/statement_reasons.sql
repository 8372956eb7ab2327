-- step: payments.statement_reasons
-- grain: one row per finding of the decision in force about a claim of the statement
-- reads: statement_claims, claims_finding; binds region
-- gives: claim_id, rule_code, severity, amount_idr
-- legal: house style 20: whoever is told no is told why
SELECT
    s.claim_id,
    f.rule_code,
    f.severity,
    f.amount_idr
FROM statement_claims AS s
INNER JOIN claims_finding AS f
    ON f.region = %(region)s AND f.claim_id = s.claim_id AND f.version = s.version
ORDER BY s.claim_id, f.rule_code
