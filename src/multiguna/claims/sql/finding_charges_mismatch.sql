-- step: claims.finding_charges_mismatch
-- grain: one row per claim of which this is true: the 18 charges do not add up to the hospital's
--        total
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: e-Klaim: the 18 cost columns add up to TARIF_RS
-- code: charges_mismatch
-- severity: pend
SELECT f.claim_id, 0::bigint AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (SELECT f.charges_idr AS sum_idr, f.charge_idr AS total_idr) AS said
    ) AS facts
FROM claim_facts AS f
WHERE f.charges_idr IS DISTINCT FROM f.charge_idr
