-- step: claims.finding_above_charge
-- grain: one row per claim of which this is true: the agreement pays the lesser of rate and charges,
--        and what rates leave is above the hospital's own charges; cut to the charges
-- reads: weighed
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: lesser_of in the agreement (pack)
-- code: above_charge
-- severity: reduce
SELECT
    claim_id, after_package_idr - after_charge_idr AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT charge_idr, after_package_idr AS payable_idr) AS said) AS facts
FROM weighed
WHERE after_charge_idr < after_package_idr
