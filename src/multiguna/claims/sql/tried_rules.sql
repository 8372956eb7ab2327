-- step: claims.tried_rules
-- grain: one row per rule that finds something now or would
-- reads: claims_decided, claims_chosen (temporary), claims_finding
-- gives: rule_code, claims_before, claims_after, amount_before_idr, amount_after_idr
-- legal: none; a look at what another pack would do
SELECT
    rule_code, count(*) FILTER (WHERE holds) AS claims_before,
    count(*) FILTER (WHERE NOT holds) AS claims_after,
    coalesce(sum(amount_idr) FILTER (WHERE holds), 0)::bigint AS amount_before_idr,
    coalesce(sum(amount_idr) FILTER (WHERE NOT holds), 0)::bigint AS amount_after_idr
FROM (
    SELECT f.rule_code, f.amount_idr, true AS holds
    FROM claims_chosen AS x
    JOIN claims_finding AS f ON f.region = %(region)s
        AND f.claim_id = x.claim_id AND f.version = x.version - 1
    UNION ALL
    SELECT said.rule_code, said.amount_idr, false
    FROM claims_decided AS d
    CROSS JOIN LATERAL json_to_recordset(d.said) AS said (rule_code text, amount_idr bigint)
) AS found
GROUP BY rule_code
ORDER BY rule_code
