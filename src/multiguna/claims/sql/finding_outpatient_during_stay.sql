-- step: claims.finding_outpatient_during_stay
-- grain: one row per claim of which this is true: an outpatient visit on a day after admission and
--        before discharge of a stay of the same patient, at any hospital, that is not rejected
--        (one of this run counts unless a rule rejects it for itself)
-- reads: siblings, claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: INA-CBG: care during a stay is in the stay's tariff
-- code: outpatient_during_stay
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT pair.stay_id AS other_claim) AS said) AS facts
FROM (
    SELECT s.claim_id, min(o.claim_id) AS stay_id
    FROM siblings AS s
    JOIN siblings AS o
        ON o.person_id = s.person_id
        AND o.newborn IS NOT DISTINCT FROM s.newborn
        AND o.admission_date < s.admission_date
        AND s.admission_date < o.discharge_date
    WHERE s.in_run AND s.care = 'outpatient' AND o.care = 'inpatient' AND o.stands
    GROUP BY s.claim_id
) AS pair
JOIN claim_facts AS f ON f.claim_id = pair.claim_id
