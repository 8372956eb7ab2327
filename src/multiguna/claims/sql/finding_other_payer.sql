-- step: claims.finding_other_payer
-- grain: one row per claim of which this is true: the payer on the claim is another one; or no list
--        knows it, and a person decides
-- reads: claim_facts
-- gives: claim_id, severity, amount_idr (taken away), facts (json, keys in order)
-- legal: payer lists in the pack; the programme pays where nobody else does
-- code: other_payer
-- severity: reject, pend where the payer is unknown
SELECT
    f.claim_id, CASE WHEN f.payer = 'unknown' THEN 'pend' ELSE 'reject' END AS severity,
    CASE WHEN f.payer = 'unknown' THEN 0 ELSE f.billed_idr END AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT f.payer) AS said) AS facts
FROM claim_facts AS f
WHERE f.payer <> 'programme'
