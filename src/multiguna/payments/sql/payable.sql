-- step: payments.payable
-- grain: one row per month of discharge and hospital with something approved and not yet ordered
-- reads: claims_claim, claims_adjudication, payments_order_claim, payments_cancelled_claim
-- gives: period, provider_code
-- legal: payment follows the verified claim (SPP-LS)
SELECT DISTINCT to_char(c.discharge_date, 'YYYY-MM') AS period, c.provider_code
FROM claims_claim c
JOIN claims_adjudication a ON a.region = %(region)s AND a.claim_id = c.claim_id
WHERE c.region = %(region)s AND a.approved_idr > 0
  AND NOT EXISTS (
      SELECT FROM payments_order_claim o
      WHERE o.region = %(region)s AND o.claim_id = c.claim_id
        AND NOT EXISTS (SELECT FROM payments_cancelled_claim x
                        WHERE x.region = %(region)s AND x.claim_id = o.claim_id
                          AND x.attempt = o.attempt))
ORDER BY period, provider_code
