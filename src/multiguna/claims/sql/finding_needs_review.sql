-- step: claims.finding_needs_review
-- grain: one row per claim of which this is true: more is billed than may be approved without a
--        person looking at it
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: auto_approve_max_idr in the pack
-- code: needs_review
-- severity: pend
SELECT f.claim_id, 0::bigint AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (SELECT f.billed_idr, f.auto_approve_max_idr AS limit_idr) AS said
    ) AS facts
FROM claim_facts AS f
WHERE f.billed_idr > f.auto_approve_max_idr
