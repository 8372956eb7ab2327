-- step: ledger.stock_now
-- grain: one row per leaf account of the fiscal year
-- reads: ledger_account
-- gives: the stored balances
-- legal: stock of the budget (design, section 6)
SELECT a.account_id, a.line_code, a.name_id, a.name_en, a.account_code, a.care, a.policy,
       a.appropriation_idr, a.released_idr, a.committed_idr, a.billed_idr, a.obligations_idr,
       a.ordered_idr, a.paid_idr, a.arrears_idr
FROM ledger_account a
WHERE a.region = %(region)s AND a.fiscal_year = %(year)s
  AND NOT EXISTS (SELECT FROM ledger_account c
                  WHERE c.region = %(region)s AND c.parent_id = a.account_id)
ORDER BY a.account_id
