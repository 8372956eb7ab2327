-- step: claims.siblings
-- grain: one row per claim, in the run or before it, of a person who has more than one; the patient
--        is the person, or the newborn whom a letter of the mother's is for (twins have two)
-- reads: claim_facts, history, stopped
-- gives: claim_id, in_run, stands (not rejected for itself: it counts as the other claim), owed
--        (approved or reduced before this run: it is the earlier one whatever its number),
--        person_id, newborn (the newborn's letter; null: the person), provider_code, care,
--        admission_date, discharge_date, cbg_code, letter_no, readmission_days (of claims in
--        the run)
-- legal: what one claim says about another is looked at only where there are two
SELECT
    f.claim_id, true AS in_run, x.claim_id IS NULL AS stands, false AS owed, f.person_id,
    CASE WHEN f.born_on IS NOT NULL THEN f.letter_no END AS newborn, f.provider_code, f.care,
    f.admission_date, f.discharge_date, f.cbg_code, f.letter_no, f.readmission_days
FROM claim_facts AS f
LEFT JOIN stopped AS x ON x.claim_id = f.claim_id
WHERE f.person_id IN (
    SELECT person_id
    FROM (SELECT person_id FROM claim_facts UNION ALL SELECT person_id FROM history) AS everyone
    GROUP BY person_id
    HAVING count(*) > 1
)
UNION ALL
SELECT
    claim_id, false, true, owed, person_id, CASE WHEN born_on IS NOT NULL THEN letter_no END,
    provider_code, care, admission_date, discharge_date, cbg_code, letter_no, NULL
FROM history
