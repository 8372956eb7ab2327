-- step: claims.finding_other_payer
-- grain: one row per claim of which this is true: the payer on the claim is another one, or no list
--        knows it
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: payer lists in the pack; the programme pays where nobody else does
-- code: other_payer
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT f.payer) AS said) AS facts
FROM claim_facts AS f
WHERE f.payer <> 'programme'
