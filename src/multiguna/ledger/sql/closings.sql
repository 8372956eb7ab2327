-- step: ledger.closings
-- grain: one row per closed leaf line of the fiscal year
-- reads: ledger_account, ledger_entry (the pairs of carry entries of its closing day)
-- gives: the line, who took over, its closing day, what was appropriated, released, paid and left
--        unused, what it handed over and what was taken over
-- legal: the opening balance of a year is the closing balance of the one before
SELECT a.account_id, coalesce(min(i.account_id), a.carried_to), a.closed_on, a.appropriation_idr,
       a.released_idr, a.paid_idr, a.available_idr,
       coalesce(-sum(o.committed_idr), 0)::bigint, coalesce(-sum(o.billed_idr), 0)::bigint,
       coalesce(-sum(o.obligations_idr), 0)::bigint, coalesce(sum(i.committed_idr), 0)::bigint,
       coalesce(sum(i.billed_idr), 0)::bigint, coalesce(sum(i.obligations_idr), 0)::bigint
FROM ledger_account a
LEFT JOIN ledger_entry o ON o.region = %(region)s AND o.account_id = a.account_id
     AND o.on_date = a.closed_on AND o.kind = 'carry'
     AND starts_with(o.entry_id, 'carry:' || a.account_id || ':')
LEFT JOIN ledger_entry i ON i.region = %(region)s
     AND i.entry_id = 'carried' || substr(o.entry_id, length('carry') + 1)
     WHERE a.region = %(region)s AND a.fiscal_year = %(year)s AND a.closed_on IS NOT NULL
GROUP BY a.region, a.account_id
ORDER BY a.account_id
