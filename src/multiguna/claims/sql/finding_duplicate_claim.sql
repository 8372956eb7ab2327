-- step: claims.finding_duplicate_claim
-- grain: one row per claim of which this is true: an earlier claim of the same patient, hospital,
--        dates and group exists that is not rejected (one of this run counts unless a rule rejects
--        it for itself); earlier is the lower number, but one that is approved already whatever its
--        number
-- reads: siblings, claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: Permenkes 16/2019: repeat billing
-- code: duplicate_claim
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT twin.earlier_id AS earlier_claim) AS said) AS facts
FROM (
    SELECT
        claim_id, in_run,
        CASE WHEN min(claim_id) FILTER (WHERE stands) OVER same < claim_id
            THEN min(claim_id) FILTER (WHERE stands) OVER same
            ELSE min(claim_id) FILTER (WHERE owed) OVER same END AS earlier_id
    FROM siblings
    WINDOW same AS (
        PARTITION BY person_id, newborn, provider_code, admission_date, discharge_date, cbg_code
    )
) AS twin
JOIN claim_facts AS f ON f.claim_id = twin.claim_id
WHERE twin.in_run AND twin.earlier_id IS NOT NULL
