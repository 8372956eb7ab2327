-- step: claims.finding_grouper_error
-- grain: one row per claim of which this is true: the INA-CBG code begins with X or has case type 0,
--        or the agreement pays by iDRG and its code begins with 36
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: INA-CBG: codes X and case type 0 are grouping errors; iDRG: codes 36
-- code: grouper_error
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT bad.code) AS said) AS facts
FROM claim_facts AS f
CROSS JOIN LATERAL (
    SELECT
        CASE
            WHEN starts_with(f.cbg_code, 'X') OR substr(f.cbg_code, 2, 3) = '-0-' THEN f.cbg_code
            WHEN f.basis = 'idrg' AND starts_with(f.drg_code, '36') THEN f.drg_code
        END AS code
) AS bad
WHERE bad.code IS NOT NULL
