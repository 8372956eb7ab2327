-- step: claims.stopped
-- grain: one row per claim of the run that a rule rejects which looks at nothing but that claim
-- reads: findings_alone, unguaranteed, active_rules
-- gives: claim_id
-- legal: a claim that is rejected for itself says nothing about the patient's other claims
SELECT claim_id
FROM findings_alone
WHERE severity = 'reject'
UNION
SELECT u.claim_id
FROM unguaranteed AS u
JOIN active_rules AS active
    ON active.regime_no = u.regime_no AND active.rule_code = 'no_guarantee'
WHERE u.severity = 'reject'
