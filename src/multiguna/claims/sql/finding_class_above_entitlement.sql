-- step: claims.finding_class_above_entitlement
-- grain: one row per claim of which this is true: the claimed class is above the covered one (1 is
--        highest) and costs more; cut to the covered class's rate, what exceeds the claimed class's
--        rate is rate_above_agreement's
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: care_class_entitled and rates in the pack
-- code: class_above_entitlement
-- severity: reduce
SELECT
    f.claim_id, least(f.cbg_idr, f.claimed_rate_idr) - f.payable_rate_idr AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (
            SELECT
                f.care_class, f.entitled_class AS entitled, f.payable_rate_idr AS rate_idr
        ) AS said
    ) AS facts
FROM claim_facts AS f
WHERE f.care_class < f.entitled_class
  AND least(f.cbg_idr, f.claimed_rate_idr) > f.payable_rate_idr
