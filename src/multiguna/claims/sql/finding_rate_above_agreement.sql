-- step: claims.finding_rate_above_agreement
-- grain: one row per claim of which this is true: the group's tariff is above the rate agreed for
--        the claimed class (by INA-CBG, by iDRG, or the fees of the procedures times their number),
--        or a top-up above the rate agreed for its code in the class that is paid; each such line
--        is cut to its rate
-- reads: claim_facts, topups
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: rates agreed in the pack
-- code: rate_above_agreement
-- severity: reduce
SELECT above.claim_id, above.billed_idr - above.rate_idr AS amount_idr,
    (
        SELECT row_to_json(said)
        FROM (SELECT above.billed_idr, above.lines, above.rate_idr) AS said
    ) AS facts
FROM (
    SELECT
        f.claim_id,
        CASE WHEN f.cbg_idr > f.claimed_rate_idr THEN f.cbg_idr ELSE 0 END
        + coalesce(t.billed_idr, 0) AS billed_idr,
        CASE WHEN f.cbg_idr > f.claimed_rate_idr THEN f.claimed_rate_idr ELSE 0 END
        + coalesce(t.rate_idr, 0) AS rate_idr,
        CASE WHEN f.cbg_idr > f.claimed_rate_idr THEN ARRAY['cbg'] ELSE '{}' END
        || t.cut_kinds AS lines
    FROM claim_facts AS f
    LEFT JOIN topups AS t ON t.claim_id = f.claim_id
    WHERE f.cbg_idr > f.claimed_rate_idr OR t.cut_kinds IS NOT NULL
) AS above
