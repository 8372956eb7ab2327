-- step: claims.finding_household_ceiling
-- grain: one row per claim of which this is true: with what was approved before for everybody on
--        the person's family card in the calendar year of service, and what the run's claims of
--        that card and year before this one (by service date, then number; not those with a
--        question) would be paid, the claim goes beyond the ceiling that holds on its day of
--        service; cut to what is left
-- reads: weighed, finding_hospital_ceiling, finding_annual_ceiling, household_claims,
--        claims_adjudication
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: household_ceiling_idr in the pack; the latest version of a decision holds
-- code: household_ceiling
-- severity: reduce
SELECT
    claim_id, payable_idr - greatest(0, household_ceiling_idr - used_idr) AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (SELECT household_ceiling_idr AS ceiling_idr, used_idr) AS said
    ) AS facts
FROM (
    SELECT
        w.claim_id, w.payable_idr, w.household_ceiling_idr,
        (
            coalesce(before.approved_idr, 0)
            + coalesce(sum(w.payable_idr) FILTER (WHERE NOT w.pended) OVER earlier, 0)
        )::bigint AS used_idr
    FROM (
        SELECT
            one.claim_id, one.service_date, one.pended, one.household_ceiling_idr,
            h.household_no, h.year,
            one.after_ceiling_idr - coalesce(month.amount_idr, 0)
            - coalesce(person.amount_idr, 0) AS payable_idr
        FROM household_claims AS h
        JOIN weighed AS one ON one.claim_id = h.claim_id
        LEFT JOIN finding_hospital_ceiling AS month ON month.claim_id = h.claim_id
        LEFT JOIN finding_annual_ceiling AS person ON person.claim_id = h.claim_id
        WHERE h.in_run
    ) AS w
    LEFT JOIN (
        SELECT h.household_no, h.year, sum(d.approved_idr)::bigint AS approved_idr
        FROM household_claims AS h
        JOIN LATERAL (
            SELECT a.approved_idr
            FROM claims_adjudication AS a
            WHERE a.region = %(region)s AND a.claim_id = h.claim_id
            ORDER BY a.version DESC
            LIMIT 1
        ) AS d ON true
        WHERE NOT h.in_run
          AND h.household_no IN (SELECT household_no FROM household_claims WHERE in_run)
        GROUP BY h.household_no, h.year
    ) AS before ON before.household_no = w.household_no AND before.year = w.year
    WINDOW earlier AS (
        PARTITION BY w.household_no, w.year
        ORDER BY w.service_date, w.claim_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
) AS counted
WHERE household_ceiling_idr IS NOT NULL -- greatest() would take an unknown ceiling for zero
  AND payable_idr > greatest(0, household_ceiling_idr - used_idr)
