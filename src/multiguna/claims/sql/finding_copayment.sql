-- step: claims.finding_copayment
-- grain: one row per claim of which this is true: the patient bears a share of what would be paid;
--        that share is cut, rounded half up
-- reads: weighed
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: copayment_bp in the pack
-- code: copayment
-- severity: reduce
SELECT
    claim_id, after_charge_idr - after_copayment_idr AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (SELECT after_charge_idr AS payable_idr, copayment_bp AS share_bp) AS said
    ) AS facts
FROM weighed
WHERE after_copayment_idr < after_charge_idr
