-- step: payments.order_postings
-- grain: one row per claim that is put into an order
-- reads: payments_chosen; binds on
-- gives: the columns of ledger_posting: what was owed to the hospital is now ordered
-- legal: design section 6: obligations -X, ordered +X
SELECT
    'order:' || claim_id || CASE WHEN attempt > 1 THEN ':' || attempt ELSE '' END AS entry_id,
    account_id,
    'order' AS kind,
    %(on)s::date AS "on",
    -amount_idr AS obligations_idr,
    amount_idr AS ordered_idr,
    0::bigint AS paid_idr,
    provider_code,
    care,
    village_code,
    claim_id
FROM payments_chosen
