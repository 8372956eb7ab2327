-- step: claims.finding_excluded_service
-- grain: one row per claim of which this is true: the primary diagnosis, or else the group, begins
--        with a code that is excluded on the day of service; points in codes do not count
-- reads: claim_facts, regimes
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: excluded_diagnoses and excluded_cbg in the pack
-- code: excluded_service
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT out.code) AS said) AS facts
FROM (
    SELECT
        of_run.regime_no, of_run.primary_diagnosis, of_run.cbg_code,
        CASE
            WHEN EXISTS (
                SELECT FROM unnest(g.excluded_diagnoses) AS prefix
                WHERE starts_with(replace(of_run.primary_diagnosis, '.', ''), replace(prefix, '.', ''))
            ) THEN of_run.primary_diagnosis
            WHEN EXISTS (
                SELECT FROM unnest(g.excluded_cbg) AS prefix
                WHERE starts_with(of_run.cbg_code, prefix)
            ) THEN of_run.cbg_code
        END AS code
    FROM (
        SELECT regime_no, primary_diagnosis, cbg_code
        FROM claim_facts
        GROUP BY regime_no, primary_diagnosis, cbg_code
    ) AS of_run
    JOIN regimes AS g ON g.regime_no = of_run.regime_no
    OFFSET 0 -- one look a group, not one a claim
) AS out
JOIN claim_facts AS f
    ON f.regime_no = out.regime_no AND f.primary_diagnosis = out.primary_diagnosis
    AND f.cbg_code = out.cbg_code
WHERE out.code IS NOT NULL
