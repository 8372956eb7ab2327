-- step: claims.finding_outside_letter
-- grain: one row per claim of which this is true: the day of service lies outside the letter's
--        days, or the letter is for other care; an emergency's letter is good for either care, and
--        for care that began before it within the hours for the papers (whole days)
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: the letter's own days; letter_days_* and papers_hours_emergency in the pack
-- code: outside_letter
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (SELECT NOT f.letter_care_fits AS care, NOT f.letter_days_fit AS dates) AS said
    ) AS facts
FROM claim_facts AS f
WHERE NOT f.letter_care_fits OR NOT f.letter_days_fit
