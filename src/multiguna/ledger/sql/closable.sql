-- step: ledger.closable
-- grain: one row per leaf line of the fiscal year that is not closed
-- reads: ledger_account, ledger_entry
-- gives: account_id, target (the line that would take over: the same of the next year, or where
--        that one was carried; null if there is none), ordered_idr, last_on (of its entries)
-- legal: a year is closed when nothing ordered is still on its way
SELECT a.account_id, coalesce(n.carried_to, n.account_id) AS target, a.ordered_idr,
       (SELECT max(e.on_date) FROM ledger_entry e
        WHERE e.region = %(region)s AND e.account_id = a.account_id) AS last_on
FROM ledger_account a
LEFT JOIN ledger_account n ON n.region = %(region)s AND n.fiscal_year = a.fiscal_year + 1
     AND n.line_code = a.line_code
     AND NOT EXISTS (SELECT FROM ledger_account c
                     WHERE c.region = %(region)s AND c.parent_id = n.account_id)
                     WHERE a.region = %(region)s
                       AND a.fiscal_year = %(year)s AND a.closed_on IS NULL
  AND NOT EXISTS (SELECT FROM ledger_account c
                  WHERE c.region = %(region)s AND c.parent_id = a.account_id)
ORDER BY a.account_id
