-- step: ledger.month_ends
-- grain: one row per month of the fiscal year in which anything moved
-- reads: ledger_account, ledger_entry
-- gives: the balances of all lines at the end of the month
-- legal: stock of the budget (design, section 6)
SELECT month, sum(appropriation) OVER w, sum(released) OVER w, sum(committed) OVER w,
       sum(billed) OVER w, sum(obligations) OVER w, sum(ordered) OVER w, sum(paid) OVER w,
       sum(arrears) OVER w
FROM (
    SELECT date_trunc('month', e.on_date::timestamp)::date AS month,
           sum(e.appropriation_idr)::bigint AS appropriation, sum(e.released_idr)::bigint AS released,
           sum(e.committed_idr)::bigint AS committed, sum(e.billed_idr)::bigint AS billed,
           sum(e.obligations_idr)::bigint AS obligations, sum(e.ordered_idr)::bigint AS ordered,
           sum(e.paid_idr)::bigint AS paid, sum(e.arrears_idr)::bigint AS arrears
    FROM ledger_entry e
    JOIN ledger_account a ON a.region = e.region AND a.account_id = e.account_id
    WHERE e.region = %(region)s AND a.fiscal_year = %(year)s
    GROUP BY 1
) moved
WINDOW w AS (ORDER BY month)
ORDER BY month
