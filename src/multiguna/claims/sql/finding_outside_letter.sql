-- step: claims.finding_outside_letter
-- grain: one row per claim of which this is true: the day of service lies outside the letter's
--        days, or the letter is for other care
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: the letter's own days; letter_days_* in the pack
-- code: outside_letter
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (
            SELECT
                f.letter_care <> f.care AS care,
                NOT (f.service_date >= f.letter_from AND f.service_date < f.letter_until) AS dates
        ) AS said
    ) AS facts
FROM claim_facts AS f
WHERE f.letter_care <> f.care
   OR NOT (f.service_date >= f.letter_from AND f.service_date < f.letter_until)
