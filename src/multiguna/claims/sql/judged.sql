-- step: claims.judged
-- grain: one row per claim of the run that is neither rejected nor pended, where any ceiling holds
-- reads: claim_facts, findings, regimes
-- gives: claim_id, person_id, service_date, regime_no, annual_ceiling_idr, payable_idr (before the
--        ceiling)
-- legal: a ceiling takes only from what would be paid
SELECT
    f.claim_id, f.person_id, f.service_date, f.regime_no, f.annual_ceiling_idr,
    greatest(0, least(f.billed_idr, f.lines_idr - coalesce(found.cut_idr, 0))) AS payable_idr
FROM claim_facts AS f
LEFT JOIN (
    SELECT
        claim_id, bool_or(severity <> 'reduce') AS stopped,
        sum(amount_idr) FILTER (WHERE severity = 'reduce')::bigint AS cut_idr
    FROM findings
    GROUP BY claim_id
) AS found ON found.claim_id = f.claim_id
WHERE found.stopped IS NOT TRUE
  AND f.person_id IS NOT NULL
  AND EXISTS (SELECT FROM regimes WHERE annual_ceiling_idr IS NOT NULL)
