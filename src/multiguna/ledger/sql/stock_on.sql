-- step: ledger.stock_on
-- grain: one row per leaf account of the fiscal year
-- reads: ledger_account, year_accounts, folded
-- gives: the balances as the entries up to and with a day make them
-- legal: balances are the fold of entries (design, invariant I2)
SELECT a.account_id, a.line_code, a.name_id, a.name_en, a.account_code, a.care, a.policy,
       coalesce(sum(f.appropriation_idr), 0)::bigint, coalesce(sum(f.released_idr), 0)::bigint,
       coalesce(sum(f.committed_idr), 0)::bigint, coalesce(sum(f.billed_idr), 0)::bigint,
       coalesce(sum(f.obligations_idr), 0)::bigint, coalesce(sum(f.ordered_idr), 0)::bigint,
       coalesce(sum(f.paid_idr), 0)::bigint, coalesce(sum(f.arrears_idr), 0)::bigint
FROM ledger_account a
JOIN year_accounts y USING (account_id)
LEFT JOIN folded f USING (account_id)
WHERE a.region = %(region)s
GROUP BY a.account_id, a.line_code, a.name_id, a.name_en, a.account_code, a.care, a.policy
ORDER BY a.account_id
