-- step: claims.asked
-- grain: one row per claim of the run whose person is known
-- reads: claims_run (temporary)
-- gives: ask_id (the claim), person_id, on_date (day of service), newborn, born_on
-- legal: coverage is judged on the day of service; a newborn through the mother's letter
SELECT
    claim_id AS ask_id, person_id, service_date AS on_date, born_on IS NOT NULL AS newborn, born_on
FROM claims_run
WHERE person_id IS NOT NULL
