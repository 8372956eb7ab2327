-- step: claims.chosen_to_try
-- grain: one row per claim to decide for a look only: of a batch, or of days of service
-- reads: claims_claim, claims_adjudication
-- gives: claim_id, version (of the decision that would be), outcome and approved_idr (of the
--        decision that holds; null: none)
-- legal: none; nothing is decided. A claim that a correction replaced is left out
SELECT
    c.claim_id, coalesce(d.version, 0) + 1 AS version, d.outcome, d.approved_idr
FROM claims_claim AS c
LEFT JOIN LATERAL (
    SELECT a.version, a.outcome, a.approved_idr
    FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.claim_id = c.claim_id
    ORDER BY a.version DESC
    LIMIT 1
) AS d ON true
WHERE c.region = %(region)s AND (%(batch_id)s::bigint IS NULL OR c.batch_id = %(batch_id)s)
  AND (%(starts)s::date IS NULL OR c.service_date >= %(starts)s)
  AND (%(until)s::date IS NULL OR c.service_date < %(until)s)
  AND NOT EXISTS (SELECT FROM claims_claim AS newer
                  WHERE newer.region = %(region)s AND newer.corrects = c.claim_id)
