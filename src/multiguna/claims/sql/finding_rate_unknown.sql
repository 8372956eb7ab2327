-- step: claims.finding_rate_unknown
-- grain: one row per claim of which this is true: no rate is agreed for hospital, group and the
--        class that would be paid on the day of service; grouping errors have no rate and are left
--        to grouper_error
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: rates agreed in the pack
-- code: rate_unknown
-- severity: pend
SELECT f.claim_id, 0::bigint AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (
            SELECT greatest(f.care_class, f.entitled_class) AS care_class, f.cbg_code AS code
        ) AS said
    ) AS facts
FROM claim_facts AS f
WHERE f.payable_rate_idr IS NULL
  AND NOT starts_with(f.cbg_code, 'X') AND substr(f.cbg_code, 2, 3) <> '-0-'
