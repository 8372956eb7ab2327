-- step: payments.cancel_postings
-- grain: one row per claim of a cancelled order
-- reads: payments_order_claim; binds region, order_no, on
-- gives: the columns of ledger_posting: what was ordered is owed again
-- legal: a cancelled order takes nothing: ordered -X, obligations +X
SELECT
    format('cancel:%%s:%%s', o.order_no, o.claim_id) AS entry_id,
    o.account_id,
    'cancel' AS kind,
    %(on)s::date AS "on",
    o.amount_idr AS obligations_idr,
    -o.amount_idr AS ordered_idr,
    0::bigint AS paid_idr,
    o.provider_code,
    o.care,
    o.village_code,
    o.claim_id
FROM payments_order_claim AS o
WHERE o.region = %(region)s AND o.order_no = %(order_no)s
