-- step: claims.finding_readmission
-- grain: one row per claim of which this is true: an inpatient stay begins 0 to N days after the
--        discharge of another stay of the same patient with the same group (CMG letter and number)
--        that is not rejected (one of this run counts unless a rule rejects it for itself); a
--        transfer to another hospital on the same day and an exact duplicate are not
--        readmissions; the nearest such stay is named
-- reads: siblings
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: readmission_days in the pack; Permenkes 16/2019: fragmentation
-- code: readmission
-- severity: pend
SELECT DISTINCT ON (s.claim_id)
    s.claim_id, 0::bigint AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (
            SELECT s.admission_date - o.discharge_date AS days, o.claim_id AS other_claim
        ) AS said
    ) AS facts
FROM siblings AS s
JOIN siblings AS o
    ON o.person_id = s.person_id
    AND o.newborn IS NOT DISTINCT FROM s.newborn
    AND o.discharge_date <= s.admission_date
    AND s.admission_date - o.discharge_date <= s.readmission_days
WHERE s.in_run AND s.care = 'inpatient' AND o.care = 'inpatient' AND o.stands
  AND s.claim_id <> o.claim_id
  AND NOT starts_with(s.cbg_code, 'X')
  AND left(s.cbg_code, 1) = left(o.cbg_code, 1)
  AND split_part(s.cbg_code, '-', 3) = split_part(o.cbg_code, '-', 3)
  AND (o.admission_date, o.discharge_date) <> (s.admission_date, s.discharge_date)
  AND (o.provider_code = s.provider_code OR o.discharge_date < s.admission_date)
ORDER BY s.claim_id, s.admission_date - o.discharge_date, o.claim_id
