-- step: payments.payment_postings
-- grain: one row per claim that an SP2D pays
-- reads: payments_paid_claim, payments_order_claim; binds region, order_no, seq, on
-- gives: the columns of ledger_posting: what was ordered is now paid
-- legal: design section 6: ordered -X, paid +X; every posted rupiah points to a claim
SELECT
    format('pay:%%s:%%s', p.order_no, p.claim_id)
    || CASE WHEN p.attempt > 1 THEN ':' || p.attempt ELSE '' END AS entry_id,
    o.account_id,
    'pay' AS kind,
    %(on)s::date AS "on",
    0::bigint AS obligations_idr,
    -p.amount_idr AS ordered_idr,
    p.amount_idr AS paid_idr,
    o.provider_code,
    o.care,
    o.village_code,
    p.claim_id
FROM payments_paid_claim AS p
INNER JOIN payments_order_claim AS o
    ON o.region = %(region)s AND o.order_no = p.order_no AND o.claim_id = p.claim_id
    WHERE p.region = %(region)s AND p.order_no = %(order_no)s AND p.seq = %(seq)s
