-- step: payments.order_accounts
-- grain: one row per budget line that an order is charged to
-- reads: payments_order_claim, payments_order_line, ledger_account; binds region, order_no
-- gives: fiscal_year, sub_activity_code, account_code, name_id, name_en, amount_idr (with the
--   order's recoveries and penalties)
-- legal: Permendagri 77/2020: an SPP names the sub-activity and account it is charged to
SELECT
    a.fiscal_year,
    a.sub_activity_code,
    a.account_code,
    a.name_id,
    a.name_en,
    sum(t.amount_idr)::bigint AS amount_idr
FROM (
    SELECT o.account_id, o.amount_idr
    FROM payments_order_claim AS o
    WHERE o.region = %(region)s AND o.order_no = %(order_no)s
    UNION ALL
    SELECT l.account_id, l.amount_idr
    FROM payments_order_line AS l
    WHERE l.region = %(region)s AND l.order_no = %(order_no)s
) AS t
INNER JOIN ledger_account AS a ON a.region = %(region)s AND a.account_id = t.account_id
GROUP BY
    a.account_id, a.fiscal_year, a.sub_activity_code, a.account_code, a.name_id, a.name_en
ORDER BY a.account_id
