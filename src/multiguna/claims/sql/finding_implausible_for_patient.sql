-- step: claims.finding_implausible_for_patient
-- grain: one row per claim of which this is true: the group or the primary diagnosis belongs to the
--        other sex or another age, or the patient was born after discharge
-- reads: claim_facts, plausible
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: common sense of medicine (claims.terms.plausibility)
-- code: implausible_for_patient
-- severity: pend
SELECT
    wrong.claim_id, 0::bigint AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT wrong.age, wrong.sex) AS said) AS facts
FROM (
    SELECT odd.claim_id, bool_or(odd.age) AS age, bool_or(odd.sex) AS sex
    FROM (
        SELECT
            of_group.claim_id,
            coalesce(
                of_group.admission_date - of_group.birth_date < p.least_days
                OR of_group.admission_date - of_group.birth_date > p.most_days, false
            ) AS age,
            coalesce(of_group.sex <> p.sex, false) AS sex
        FROM claim_facts AS of_group
        JOIN plausible AS p ON p.key = left(of_group.cbg_code, 1)
        UNION ALL
        SELECT
            of_diagnosis.claim_id,
            coalesce(
                of_diagnosis.admission_date - of_diagnosis.birth_date < p.least_days
                OR of_diagnosis.admission_date - of_diagnosis.birth_date > p.most_days, false
            ) AS age,
            coalesce(of_diagnosis.sex <> p.sex, false) AS sex
        FROM claim_facts AS of_diagnosis
        JOIN plausible AS p ON p.key = left(of_diagnosis.primary_diagnosis, 3)
        UNION ALL
        SELECT f.claim_id, true, false
        FROM claim_facts AS f
        WHERE f.birth_date > f.discharge_date
    ) AS odd
    WHERE odd.age OR odd.sex
    GROUP BY odd.claim_id
) AS wrong
