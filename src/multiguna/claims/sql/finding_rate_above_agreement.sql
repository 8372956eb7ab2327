-- step: claims.finding_rate_above_agreement
-- grain: one row per claim of which this is true: the group's tariff is above the rate agreed for
--        the claimed class; cut to it
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: rates agreed in the pack
-- code: rate_above_agreement
-- severity: reduce
SELECT f.claim_id, f.cbg_idr - f.claimed_rate_idr AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (SELECT f.cbg_idr AS billed_idr, f.claimed_rate_idr AS rate_idr) AS said
    ) AS facts
FROM claim_facts AS f
WHERE f.cbg_idr > f.claimed_rate_idr
