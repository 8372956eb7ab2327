-- step: payments.return_postings
-- grain: one row per claim whose payment came back
-- reads: payments_returned_claim, payments_order_claim; binds region, order_no, seq, on
-- gives: the columns of ledger_posting: what was paid is ordered again
-- legal: a returned SP2D pays nobody: paid -X, ordered +X
SELECT
    format('return:%%s:%%s:%%s', r.order_no, r.claim_id, r.attempt) AS entry_id,
    o.account_id,
    'return' AS kind,
    %(on)s::date AS "on",
    0::bigint AS obligations_idr,
    o.amount_idr AS ordered_idr,
    -o.amount_idr AS paid_idr,
    o.provider_code,
    o.care,
    o.village_code,
    r.claim_id
FROM payments_returned_claim AS r
INNER JOIN payments_order_claim AS o
    ON o.region = r.region AND o.order_no = r.order_no AND o.claim_id = r.claim_id
WHERE r.region = %(region)s AND r.order_no = %(order_no)s AND r.seq = %(seq)s
