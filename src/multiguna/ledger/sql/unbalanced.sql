-- step: ledger.unbalanced
-- grain: one row per account whose stored balances are not the fold of its entries
-- reads: ledger_account, ledger_entry
-- gives: account_id
-- legal: balances are the fold of entries (design, invariant I2)
SELECT a.account_id
FROM ledger_account a
LEFT JOIN ledger_entry e ON e.region = %(region)s AND e.account_id = a.account_id
WHERE a.region = %(region)s
GROUP BY a.region, a.account_id
HAVING (a.appropriation_idr, a.released_idr, a.committed_idr, a.billed_idr, a.obligations_idr,
        a.ordered_idr, a.paid_idr, a.arrears_idr)
   IS DISTINCT FROM
       (coalesce(sum(e.appropriation_idr), 0), coalesce(sum(e.released_idr), 0),
        coalesce(sum(e.committed_idr), 0), coalesce(sum(e.billed_idr), 0),
        coalesce(sum(e.obligations_idr), 0), coalesce(sum(e.ordered_idr), 0),
        coalesce(sum(e.paid_idr), 0), coalesce(sum(e.arrears_idr), 0))
