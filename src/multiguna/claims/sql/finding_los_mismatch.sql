-- step: claims.finding_los_mismatch
-- grain: one row per claim of which this is true: the length of stay is missing or is not discharge
--        - admission + 1
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: e-Klaim: LOS = discharge - admission + 1
-- code: los_mismatch
-- severity: pend
SELECT f.claim_id, 0::bigint AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (SELECT f.discharge_date - f.admission_date + 1 AS dates, f.los) AS said
    ) AS facts
FROM claim_facts AS f
WHERE f.los IS DISTINCT FROM f.discharge_date - f.admission_date + 1
