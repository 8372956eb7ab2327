-- step: claims.findings
-- grain: one row per claim and rule that found something, caps and ceilings not yet asked
-- reads: findings_alone, findings_beside
-- gives: claim_id, rule_code, severity, amount_idr, facts, position
-- legal: the pack; a stage picks and orders its rules
SELECT * FROM findings_alone
UNION ALL
SELECT * FROM findings_beside
