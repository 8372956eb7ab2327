-- step: claims.finding_above_package
-- grain: one row per claim of which this is true: its hospital has a package price for one of its
--        procedures, and the claim, top-ups and all, is above it; cut to that price
-- reads: weighed
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: package prices agreed in the pack
-- code: above_package
-- severity: reduce
SELECT
    claim_id, payable_idr - after_package_idr AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT package_idr, payable_idr) AS said) AS facts
FROM weighed
WHERE after_package_idr < payable_idr
