-- step: claims.finding_severity_outlier
-- grain: one row per claim of which this is true: an inpatient stay of severity III is shorter than
--        the pack's least, and the patient did not die
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: severity_los_min in the pack; Permenkes 16/2019: upcoding
-- code: severity_outlier
-- severity: pend
SELECT f.claim_id, 0::bigint AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (
            SELECT f.discharge_date - f.admission_date + 1 AS days, f.severity_los_min AS least
        ) AS said
    ) AS facts
FROM claim_facts AS f
WHERE f.care = 'inpatient'
  AND right(f.cbg_code, 4) = '-III'
  AND f.discharge_date - f.admission_date + 1 < f.severity_los_min
  AND f.discharge_status IS DISTINCT FROM 4
