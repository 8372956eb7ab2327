-- step: ledger.stock_on
-- grain: one row per leaf account of the fiscal year
-- reads: ledger_account, ledger_entry
-- gives: the balances as the entries up to and with a day make them
-- legal: balances are the fold of entries (design, invariant I2)
SELECT a.account_id, a.line_code, a.name_id, a.name_en, a.account_code, a.care, a.policy,
       coalesce(sum(e.appropriation_idr), 0)::bigint, coalesce(sum(e.released_idr), 0)::bigint,
       coalesce(sum(e.committed_idr), 0)::bigint, coalesce(sum(e.billed_idr), 0)::bigint,
       coalesce(sum(e.obligations_idr), 0)::bigint, coalesce(sum(e.ordered_idr), 0)::bigint,
       coalesce(sum(e.paid_idr), 0)::bigint, coalesce(sum(e.arrears_idr), 0)::bigint
FROM ledger_account a
LEFT JOIN ledger_entry e ON e.region = a.region AND e.account_id = a.account_id
     AND e.on_date <= %(on)s
WHERE a.region = %(region)s AND a.fiscal_year = %(year)s
  AND NOT EXISTS (SELECT FROM ledger_account c
                  WHERE c.region = a.region AND c.parent_id = a.account_id)
GROUP BY a.account_id, a.line_code, a.name_id, a.name_en, a.account_code, a.care, a.policy
ORDER BY a.account_id
