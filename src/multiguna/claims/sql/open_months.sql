-- step: claims.open_months
-- grain: one row per hospital and month of discharge with settled claims that no minutes hold
-- reads: settled_claims, providers_provider
-- gives: the hospital, the month, the settled claims and their amounts, what is still open
-- legal: none; what is waiting to be stated
SELECT
    s.provider_code, h.name, to_char(s.discharge_date, 'YYYY-MM') AS month,
    count(*) FILTER (WHERE s.is_settled) AS claims,
    coalesce(sum(s.billed_idr) FILTER (WHERE s.is_settled), 0)::bigint AS billed_idr,
    coalesce(sum(s.approved_idr) FILTER (WHERE s.is_settled), 0)::bigint AS approved_idr,
    count(*) FILTER (WHERE s.is_settled IS NOT TRUE) AS open_claims,
    coalesce(sum(s.billed_idr) FILTER (WHERE s.is_settled IS NOT TRUE), 0)::bigint AS open_idr
FROM settled_claims AS s
JOIN providers_provider AS h ON h.region = %(region)s AND h.provider_code = s.provider_code
GROUP BY s.provider_code, h.name, to_char(s.discharge_date, 'YYYY-MM')
HAVING bool_or(s.is_settled)
ORDER BY month DESC, s.provider_code
