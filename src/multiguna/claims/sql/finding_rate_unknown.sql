-- step: claims.finding_rate_unknown
-- grain: one row per claim of which this is true: no rate is agreed for hospital, class that would
--        be paid and day of service of the group (INA-CBG or iDRG, as agreed), of a procedure under
--        a fee schedule, or of the code of a top-up; the lines without a rate are named; a package
--        needs no other rate; grouping errors have none and are left to grouper_error
-- reads: claim_facts, topups
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: rates agreed in the pack
-- code: rate_unknown
-- severity: pend
SELECT f.claim_id, 0::bigint AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (
            SELECT
                greatest(f.care_class, f.entitled_class) AS care_class, f.rate_code AS code,
                CASE WHEN f.payable_rate_idr IS NULL THEN ARRAY['cbg'] ELSE '{}' END
                || t.unknown_kinds AS lines
        ) AS said
    ) AS facts
FROM claim_facts AS f
LEFT JOIN topups AS t ON t.claim_id = f.claim_id
WHERE (f.payable_rate_idr IS NULL OR t.unknown_kinds IS NOT NULL)
  AND f.package_idr IS NULL
  AND NOT starts_with(f.cbg_code, 'X') AND substr(f.cbg_code, 2, 3) <> '-0-'
  AND NOT (f.basis = 'idrg' AND coalesce(starts_with(f.drg_code, '36'), false))
