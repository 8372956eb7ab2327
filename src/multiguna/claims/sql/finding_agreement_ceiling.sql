-- step: claims.finding_agreement_ceiling
-- grain: one row per claim of which this is true: what would be paid is above the agreement's
--        ceiling for one claim; cut to the ceiling
-- reads: weighed
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: claim_ceiling_idr in the agreement (pack)
-- code: agreement_ceiling
-- severity: reduce
SELECT
    claim_id, after_copayment_idr - after_ceiling_idr AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (
            SELECT claim_ceiling_idr AS ceiling_idr, after_copayment_idr AS payable_idr
        ) AS said
    ) AS facts
FROM weighed
WHERE after_ceiling_idr < after_copayment_idr
