-- step: claims.month_used
-- grain: one row per hospital and month of service with a ceiling that a claim of the run meets
-- reads: weighed, claims_claim, claims_adjudication, claims_run (temporary)
-- gives: provider_code, month, approved_idr (before this run, by the decisions that hold)
-- legal: month_ceiling_idr in the agreement (pack); the latest version of a decision holds
SELECT asked.provider_code, asked.month, before.approved_idr
FROM (
    SELECT DISTINCT provider_code, date_trunc('month', service_date::timestamp)::date AS month
    FROM weighed
    WHERE month_ceiling_idr IS NOT NULL
) AS asked
CROSS JOIN LATERAL (
    SELECT coalesce(sum(d.approved_idr), 0)::bigint AS approved_idr
    FROM claims_claim AS c
    JOIN LATERAL (
        SELECT a.approved_idr
        FROM claims_adjudication AS a
        WHERE a.region = %(region)s AND a.claim_id = c.claim_id
        ORDER BY a.version DESC
        LIMIT 1
    ) AS d ON true
    WHERE c.region = %(region)s AND c.service_date >= asked.month
      AND c.service_date < (asked.month + interval '1 month')::date
      AND c.provider_code = asked.provider_code
      AND NOT EXISTS (SELECT FROM claims_run AS x WHERE x.claim_id = c.claim_id)
) AS before
