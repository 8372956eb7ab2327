-- step: claims.finding_annual_ceiling
-- grain: one row per claim of which this is true: with what was approved before for the person in
--        the calendar year of service, and what the run's claims of that year before this one (by
--        service date, then number; not those with a question) would be paid, the claim goes
--        beyond the ceiling that holds on its day of service; cut to what is left
-- reads: weighed, finding_hospital_ceiling, history
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
        w.claim_id, w.payable_idr, w.annual_ceiling_idr,
        (
            coalesce(h.approved_idr, 0)
            + coalesce(sum(w.payable_idr) FILTER (WHERE NOT w.pended) OVER earlier, 0)
        )::bigint AS used_idr
    FROM (
        SELECT
            one.claim_id, one.person_id, one.service_date, one.pended, one.annual_ceiling_idr,
            one.after_ceiling_idr - coalesce(month.amount_idr, 0) AS payable_idr
        FROM weighed AS one
        LEFT JOIN finding_hospital_ceiling AS month ON month.claim_id = one.claim_id
        WHERE EXISTS (SELECT FROM weighed WHERE annual_ceiling_idr IS NOT NULL)
    ) AS w
    LEFT JOIN (
        SELECT
            person_id, extract(year FROM service_date) AS year,
            sum(approved_idr)::bigint AS approved_idr
        FROM history
        GROUP BY person_id, extract(year FROM service_date)
    ) AS h ON h.person_id = w.person_id AND h.year = extract(year FROM w.service_date)
    WINDOW earlier AS (
        PARTITION BY w.person_id, extract(year FROM w.service_date)
        ORDER BY w.service_date, w.claim_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
) AS counted
WHERE annual_ceiling_idr IS NOT NULL -- greatest() would take an unknown ceiling for zero
  AND payable_idr > greatest(0, annual_ceiling_idr - used_idr)
