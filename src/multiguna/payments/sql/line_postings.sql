-- step: payments.line_postings
-- grain: one row per recovery, penalty or supplement of an order that moves
-- reads: payments_order_line; binds region, order_no, seq (of the event), on, kind (null: the
--   line's own), owed (of supplements), ordered and paid (1, 0 or -1: what becomes of the amount)
-- gives: the columns of ledger_posting; a recovery's amount is negative
-- legal: what was overpaid is taken off the next order, what late payment costs is added to it
SELECT
    format('line:%%s:%%s:%%s:%%s', l.order_no, %(seq)s::integer, l.kind, l.due_no) AS entry_id,
    l.account_id,
    coalesce(
        %(kind)s::text,
        CASE l.kind WHEN 'recovery' THEN 'recover' WHEN 'supplement' THEN 'order' ELSE 'penalty' END
    ) AS kind,
    %(on)s::date AS "on",
    CASE l.kind WHEN 'supplement' THEN l.amount_idr ELSE 0 END * %(owed)s::bigint
        AS obligations_idr,
    l.amount_idr * %(ordered)s::bigint AS ordered_idr,
    l.amount_idr * %(paid)s::bigint AS paid_idr,
    l.provider_code,
    l.care,
    l.village_code,
    l.claim_id
FROM payments_order_line AS l
WHERE
    l.region = %(region)s
    AND l.order_no = %(order_no)s
    AND (l.kind = 'supplement' OR %(ordered)s <> 0 OR %(paid)s <> 0)
