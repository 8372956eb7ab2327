-- step: payments.unpaid_claims
-- grain: one row per claim that an order still pays: no SP2D paid it, or its payment came back
-- reads: payments_order_claim, payments_cancelled_claim, payments_paid_claim,
--        payments_returned_claim; binds region, order_no
-- gives: claim_id, attempt (of its next payment), provider_code, account_id, decided_on, amount_idr
-- legal: a claim is paid once (design, section 6)
SELECT
    o.claim_id,
    (coalesce(p.attempt, 0) + 1)::smallint AS attempt,
    o.provider_code,
    o.account_id,
    o.decided_on,
    o.amount_idr
FROM payments_order_claim AS o
LEFT JOIN LATERAL (
    SELECT
        tried.attempt,
        EXISTS (
            SELECT FROM payments_returned_claim AS r
            WHERE
                r.region = %(region)s
                AND r.claim_id = tried.claim_id
                AND r.attempt = tried.attempt
        ) AS returned
    FROM payments_paid_claim AS tried
    WHERE tried.region = %(region)s AND tried.claim_id = o.claim_id
    ORDER BY tried.attempt DESC
    LIMIT 1
) AS p ON TRUE
WHERE
    o.region = %(region)s
    AND o.order_no = %(order_no)s
    AND (p.attempt IS NULL OR p.returned)
    AND NOT EXISTS (
        SELECT FROM payments_cancelled_claim AS x
        WHERE x.region = %(region)s AND x.claim_id = o.claim_id AND x.attempt = o.attempt
    )
