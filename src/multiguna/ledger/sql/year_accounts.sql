-- step: ledger.year_accounts
-- grain: one row per leaf account of the fiscal year
-- reads: ledger_account
-- gives: account_id, care
-- legal: budget heads are sums and hold nothing (ADR 0004)
SELECT a.account_id, a.care
FROM ledger_account a
WHERE a.region = %(region)s AND a.fiscal_year = %(year)s
  AND NOT EXISTS (SELECT FROM ledger_account c
                  WHERE c.region = %(region)s AND c.parent_id = a.account_id)
