-- step: claims.finding_hospital_ceiling
-- grain: one row per claim of which this is true: with what was approved before for the hospital's
--        care of that month, and what the run's claims of that month before this one (by service
--        date, then number; not those with a question) would be paid, the claim goes beyond the
--        agreement's ceiling for a month; cut to what is left
-- reads: weighed, month_used
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: month_ceiling_idr in the agreement (pack)
-- code: hospital_ceiling
-- severity: reduce
SELECT
    claim_id, after_ceiling_idr - greatest(0, month_ceiling_idr - used_idr) AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (SELECT month_ceiling_idr AS ceiling_idr, used_idr) AS said
    ) AS facts
FROM (
    SELECT
        w.claim_id, w.after_ceiling_idr, w.month_ceiling_idr,
        (
            u.approved_idr
            + coalesce(sum(w.after_ceiling_idr) FILTER (WHERE NOT w.pended) OVER earlier, 0)
        )::bigint AS used_idr
    FROM (
        SELECT *, date_trunc('month', service_date::timestamp)::date AS month
        FROM weighed
    ) AS w
    JOIN month_used AS u ON u.provider_code = w.provider_code AND u.month = w.month
    WINDOW earlier AS (
        PARTITION BY w.provider_code, w.month
        ORDER BY w.service_date, w.claim_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
) AS counted
WHERE after_ceiling_idr > greatest(0, month_ceiling_idr - used_idr)
  AND month_ceiling_idr IS NOT NULL
