-- step: claims.finding_no_guarantee
-- grain: one row per claim of which this is true: no letter of this hospital has the claim's
--        number; or the letter was released, or settled by hand, so that its care was owed and
--        paid without a claim; or an earlier claim that is not rejected stands under the same
--        letter
-- reads: claim_facts, siblings
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: nothing is spent without a guarantee letter; a letter pays one claim (design, I3)
-- code: no_guarantee
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (
            SELECT CASE
                    WHEN f.letter_no IS NULL THEN 'none'
                    WHEN f.letter_end IN ('released', 'settled') THEN f.letter_end
                    ELSE 'used'
                END AS letter
        ) AS said
    ) AS facts
FROM claim_facts AS f
LEFT JOIN (
    SELECT claim_id
    FROM (
        SELECT claim_id, min(claim_id) OVER (PARTITION BY letter_no) AS first_id
        FROM siblings
        WHERE letter_no IS NOT NULL
    ) AS under_letter
    WHERE first_id < claim_id
) AS second ON second.claim_id = f.claim_id
WHERE f.letter_no IS NULL OR f.letter_end IN ('released', 'settled') OR second.claim_id IS NOT NULL
