-- step: claims.finding_total_mismatch
-- grain: one row per claim of which this is true: the claim's parts do not add up to what is billed
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: e-Klaim: TOTAL_TARIF is the group's tariff plus top-ups
-- code: total_mismatch
-- severity: pend
SELECT f.claim_id, 0::bigint AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (SELECT f.lines_idr AS sum_idr, f.billed_idr AS total_idr) AS said
    ) AS facts
FROM claim_facts AS f
WHERE f.lines_idr IS DISTINCT FROM f.billed_idr
