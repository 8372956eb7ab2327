-- step: ledger.line_codes
-- grain: one row per leaf account of the fiscal year
-- reads: ledger_account, year_accounts
-- gives: line_code
-- legal: budget heads are sums and hold nothing (ADR 0004)
SELECT a.line_code
FROM ledger_account a
JOIN year_accounts y USING (account_id)
WHERE a.region = %(region)s
ORDER BY a.line_code
