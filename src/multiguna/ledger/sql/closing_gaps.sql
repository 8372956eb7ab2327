-- step: ledger.closing_gaps
-- grain: one row per closed line that is not empty, moved later, or handed over what nobody took
-- reads: ledger_account, ledger_entry
-- gives: account_id
-- legal: at year's end what is pending is carried by an entry (design, invariant I8)
SELECT a.account_id
FROM ledger_account a
WHERE a.region = %(region)s AND a.closed_on IS NOT NULL
  AND ((a.committed_idr, a.billed_idr, a.obligations_idr, a.ordered_idr, a.arrears_idr)
       <> (0, 0, 0, 0, 0)
       OR EXISTS (SELECT FROM ledger_account t
                  WHERE t.region = %(region)s AND t.account_id = a.carried_to
                    AND t.closed_on IS NOT NULL)
       OR EXISTS (SELECT FROM ledger_entry e
                  WHERE e.region = %(region)s AND e.account_id = a.account_id
                    AND e.on_date > a.closed_on)
       OR EXISTS (SELECT FROM ledger_account t
                  JOIN ledger_entry e ON e.region = %(region)s AND e.account_id = t.account_id
                       AND e.on_date = a.closed_on AND e.kind = 'carry'
                  WHERE t.region = %(region)s
                    AND (starts_with(e.entry_id, 'carry:' || a.account_id || ':')
                         OR starts_with(e.entry_id, 'carried:' || a.account_id || ':'))
                  GROUP BY e.provider_code, e.care, e.village_code, e.reserved_on
                  HAVING sum(e.committed_idr) <> 0 OR sum(e.billed_idr) <> 0
                      OR sum(e.obligations_idr) <> 0))
ORDER BY a.account_id
