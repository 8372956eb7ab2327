-- step: payments.payment_postings
-- grain: one row per claim of an order whose SP2D is recorded
-- reads: payments_order_claim, ledger_entry (the entry that ordered the claim); binds region,
--   order_no, on
-- gives: the columns of ledger_posting: what was ordered is now paid
-- legal: design section 6: ordered -X, paid +X; every posted rupiah points to a claim
SELECT
    format('pay:%%s:%%s', o.order_no, o.claim_id) AS entry_id,
    e.account_id,
    'pay' AS kind,
    %(on)s::date AS "on",
    0::bigint AS obligations_idr,
    -o.amount_idr AS ordered_idr,
    o.amount_idr AS paid_idr,
    e.provider_code,
    e.care,
    e.village_code,
    o.claim_id
FROM payments_order_claim AS o
INNER JOIN ledger_entry AS e
    ON e.region = o.region AND e.entry_id = 'order:' || o.claim_id
WHERE o.region = %(region)s AND o.order_no = %(order_no)s
