-- step: claims.verdicts
-- grain: one row per claim with a finding
-- reads: findings, ceiling_findings
-- gives: claim_id, rejected, pended, cut_idr (by rate and class), ceiling_cut_idr (by caps),
--        by_rate (whether lines are cut to their agreed rate), said
--        (json list of findings in the stage's order), reasons (json list of rule codes)
-- legal: a rejection goes before a question, a question before a cut
SELECT
    claim_id,
    bool_or(severity = 'reject') AS rejected,
    bool_or(severity = 'pend') AS pended,
    coalesce(sum(amount_idr) FILTER (
        WHERE rule_code IN ('rate_above_agreement', 'class_above_entitlement')
    ), 0)::bigint AS cut_idr,
    coalesce(sum(amount_idr) FILTER (
        WHERE severity = 'reduce'
          AND rule_code NOT IN ('rate_above_agreement', 'class_above_entitlement')
    ), 0)::bigint AS ceiling_cut_idr,
    bool_or(rule_code = 'rate_above_agreement') AS by_rate,
    array_to_json(array_agg(
        (
            SELECT row_to_json(one)
            FROM (SELECT amount_idr, facts, rule_code, severity) AS one
        ) ORDER BY position
    )) AS said,
    array_to_json(array_agg(rule_code ORDER BY position)) AS reasons
FROM (SELECT * FROM findings UNION ALL SELECT * FROM ceiling_findings) AS found
GROUP BY claim_id
