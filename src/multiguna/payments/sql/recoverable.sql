-- step: payments.recoverable
-- grain: one row if the claim is paid
-- reads: payments_paid_claim, payments_returned_claim, payments_recovery; binds region, claim_id
-- gives: provider_code, amount_idr (what was paid, less what is already being recovered)
-- legal: no more comes back than was paid
SELECT
    p.provider_code,
    (
        p.amount_idr - (
            SELECT coalesce(sum(r.amount_idr), 0)
            FROM payments_recovery AS r
            WHERE r.region = %(region)s AND r.claim_id = p.claim_id
        )
    )::bigint AS amount_idr
FROM payments_paid_claim AS p
WHERE
    p.region = %(region)s
    AND p.claim_id = %(claim_id)s
    AND NOT EXISTS (
        SELECT FROM payments_returned_claim AS b
        WHERE b.region = %(region)s AND b.claim_id = p.claim_id AND b.attempt = p.attempt
    )
