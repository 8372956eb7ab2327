-- step: claims.asked
-- grain: one row per claim of the run whose person is known
-- reads: claims_run (temporary), claims_claim, guarantees_letter
-- gives: ask_id (the claim), person_id, on_date (day of service), newborn, born_on
-- legal: coverage is judged on the day of service; a newborn through the mother's letter
SELECT
    c.claim_id AS ask_id, c.person_id, c.service_date AS on_date,
    l.born_on IS NOT NULL AS newborn, l.born_on
FROM claims_run AS x
JOIN claims_claim AS c ON c.claim_id = x.claim_id
LEFT JOIN guarantees_letter AS l ON l.letter_no = c.letter_no
WHERE c.person_id IS NOT NULL
