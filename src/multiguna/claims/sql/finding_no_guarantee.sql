-- step: claims.finding_no_guarantee
-- grain: one row per claim of which this is true: no letter of this hospital has the claim's
--        number; or the letter was released, or settled by hand, so that its care was owed and
--        paid without a claim; or an earlier claim that is not rejected stands under the same
--        letter (one of this run counts unless a rule rejects it for itself; one that is approved
--        already counts as earlier whatever its number); a question where a letter was found that
--        may be its own, until a verifier decides
-- reads: unguaranteed, siblings, claim_facts
-- gives: claim_id, severity, amount_idr (taken away), facts (json, keys in order)
-- legal: nothing is spent without a guarantee letter; a letter pays one claim (design, I3)
-- code: no_guarantee
-- severity: reject, pend with candidates
SELECT f.claim_id, bad.severity,
    CASE bad.severity WHEN 'pend' THEN 0 ELSE f.billed_idr END AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT bad.letter) AS said) AS facts
FROM (
    SELECT claim_id, letter, severity
    FROM unguaranteed
    UNION ALL
    SELECT under_letter.claim_id, 'used' AS letter, 'reject' AS severity
    FROM (
        SELECT
            claim_id, in_run,
            min(claim_id) FILTER (WHERE stands) OVER (PARTITION BY letter_no) AS first_id,
            bool_or(owed) OVER (PARTITION BY letter_no) AS owed
        FROM siblings
        WHERE letter_no IS NOT NULL
    ) AS under_letter
    WHERE under_letter.in_run
      AND (under_letter.owed OR under_letter.first_id < under_letter.claim_id)
      AND NOT EXISTS (SELECT FROM unguaranteed AS u WHERE u.claim_id = under_letter.claim_id)
) AS bad
JOIN claim_facts AS f ON f.claim_id = bad.claim_id
