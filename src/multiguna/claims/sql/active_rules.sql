-- step: claims.active_rules
-- grain: one row per period and rule that its stage lists
-- reads: %(regimes)s (the pack in force, cut by claims.rules.regimes)
-- gives: regime_no, rule_code, position
-- legal: the pack; a stage picks and orders its rules
SELECT regime.regime_no, rule.rule_code, rule.position
FROM jsonb_to_recordset(%(regimes)s) AS regime (regime_no integer, rules text[])
CROSS JOIN LATERAL unnest(regime.rules) WITH ORDINALITY AS rule (rule_code, position)
