-- step: payments.return_postings
-- grain: one row per claim whose payment came back
-- reads: payments_returned_claim, payments_order_claim; binds region, order_no, seq, on
-- gives: the columns of ledger_posting: what was paid is ordered again; once its year is closed, owed
--        anew by the year in progress
-- legal: a returned SP2D pays nobody: paid -X, ordered +X. What comes back for a closed year is the
--        region's revenue: that year's paid stays, obligations +X (design, section 6: utang belanja)
SELECT
    format('return:%%s:%%s:%%s', r.order_no, r.claim_id, r.attempt) AS entry_id,
    o.account_id,
    'return' AS kind,
    %(on)s::date AS "on",
    CASE WHEN r.after_closing THEN o.amount_idr ELSE 0 END AS obligations_idr,
    CASE WHEN r.after_closing THEN 0 ELSE o.amount_idr END AS ordered_idr,
    CASE WHEN r.after_closing THEN 0 ELSE -o.amount_idr END AS paid_idr,
    o.provider_code,
    o.care,
    o.village_code,
    r.claim_id
FROM payments_returned_claim AS r
INNER JOIN payments_order_claim AS o
    ON o.region = %(region)s AND o.order_no = r.order_no AND o.claim_id = r.claim_id
    WHERE r.region = %(region)s AND r.order_no = %(order_no)s AND r.seq = %(seq)s
