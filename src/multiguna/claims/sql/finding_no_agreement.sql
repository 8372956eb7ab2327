-- step: claims.finding_no_agreement
-- grain: one row per claim of which this is true: no agreement with the hospital holds on the day
--        of service, or it leaves out this care; an emergency's letter is also good under an
--        agreement for emergencies
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: agreements (PKS) in the pack
-- code: no_agreement
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (
            SELECT CASE WHEN f.agreement_no IS NULL THEN 'agreement' ELSE 'service' END AS missing
        ) AS said
    ) AS facts
FROM claim_facts AS f
WHERE f.agreed IS NOT TRUE
