-- step: claims.line_sums
-- grain: one row per claim of the run
-- reads: claims_run (temporary), claims_line
-- gives: claim_id, cbg_idr (the group's tariff), lines_idr (all parts)
-- legal: INA-CBG: the group's tariff plus top-ups
SELECT
    claim_id,
    sum(l.billed_idr) FILTER (WHERE l.kind = 'cbg')::bigint AS cbg_idr,
    sum(l.billed_idr)::bigint AS lines_idr
FROM claims_run
JOIN claims_line AS l USING (claim_id)
GROUP BY claim_id
