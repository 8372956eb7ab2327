-- step: ledger.period_ends
-- grain: one row per day (or month) in which anything moved on the year's lines
-- reads: moved_days
-- gives: period (its first day), the balances of all lines at its end
-- legal: stock of the budget (design, section 6)
SELECT period, (sum(appropriation) OVER w)::bigint, (sum(released) OVER w)::bigint,
       (sum(committed) OVER w)::bigint, (sum(billed) OVER w)::bigint,
       (sum(obligations) OVER w)::bigint, (sum(ordered) OVER w)::bigint,
       (sum(paid) OVER w)::bigint, (sum(arrears) OVER w)::bigint
FROM (
    SELECT date_trunc(%(grain)s, on_date::timestamp)::date AS period,
           sum(appropriation_idr) AS appropriation, sum(released_idr) AS released,
           sum(committed_idr) AS committed, sum(billed_idr) AS billed,
           sum(obligations_idr) AS obligations, sum(ordered_idr) AS ordered,
           sum(paid_idr) AS paid, sum(arrears_idr) AS arrears
    FROM moved_days
    GROUP BY 1
) AS moved
WINDOW w AS (ORDER BY period)
ORDER BY period
