-- step: claims.finding_annual_ceiling
-- grain: one row per claim of which this is true: with what was approved before for the person in
--        the calendar year of service, and what the run's claims of that year before this one (by
--        service date, then number) would be paid, the claim goes beyond the ceiling that holds on
--        its day of service; cut to what is left
-- reads: judged, history
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: annual_ceiling_idr in the pack
-- code: annual_ceiling
-- severity: reduce
SELECT
    claim_id, payable_idr - greatest(0, annual_ceiling_idr - used_idr) AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (SELECT annual_ceiling_idr AS ceiling_idr, used_idr) AS said
    ) AS facts
FROM (
    SELECT
        j.claim_id, j.payable_idr, j.annual_ceiling_idr,
        (coalesce(h.approved_idr, 0) + coalesce(sum(j.payable_idr) OVER earlier, 0))::bigint
            AS used_idr
    FROM judged AS j
    LEFT JOIN (
        SELECT
            person_id, extract(year FROM service_date) AS year,
            sum(approved_idr)::bigint AS approved_idr
        FROM history
        GROUP BY person_id, extract(year FROM service_date)
    ) AS h ON h.person_id = j.person_id AND h.year = extract(year FROM j.service_date)
    WINDOW earlier AS (
        PARTITION BY j.person_id, extract(year FROM j.service_date)
        ORDER BY j.service_date, j.claim_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
) AS counted
WHERE annual_ceiling_idr IS NOT NULL -- greatest() would take an unknown ceiling for zero
  AND payable_idr > greatest(0, annual_ceiling_idr - used_idr)
