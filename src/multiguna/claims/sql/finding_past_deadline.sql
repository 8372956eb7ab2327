-- step: claims.finding_past_deadline
-- grain: one row per claim of which this is true: received more days after discharge than the
--        agreement, or else the pack, allows
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: the agreement's claim_deadline_days, else the pack's
-- code: past_deadline
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (SELECT f.received_on - f.discharge_date AS days, f.deadline_days AS deadline) AS said
    ) AS facts
FROM claim_facts AS f
WHERE f.received_on - f.discharge_date > f.deadline_days
