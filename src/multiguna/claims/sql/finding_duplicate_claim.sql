-- step: claims.finding_duplicate_claim
-- grain: one row per claim of which this is true: an earlier claim of the same patient, hospital,
--        dates and group exists that is not rejected (one of this run counts unless a rule rejects it for
--        itself)
-- reads: siblings, claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: Permenkes 16/2019: repeat billing
-- code: duplicate_claim
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT twin.first_id AS earlier_claim) AS said) AS facts
FROM (
    SELECT
        claim_id, in_run,
        min(claim_id) FILTER (WHERE stands) OVER (
            PARTITION BY person_id, newborn, provider_code, admission_date, discharge_date, cbg_code
        ) AS first_id
    FROM siblings
) AS twin
JOIN claim_facts AS f ON f.claim_id = twin.claim_id
WHERE twin.in_run AND twin.first_id < twin.claim_id
