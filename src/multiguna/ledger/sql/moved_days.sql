-- step: ledger.moved_days
-- grain: one row per account of the year, day and key of the face, and roll-up or entry
-- reads: year_accounts, ledger_rolled, unrolled
-- gives: what moved on each day of a half-open period, and in how many entries
-- legal: balances are the fold of entries (design, invariant I2)
SELECT r.starts AS on_date, r.key, r.entries, r.appropriation_idr, r.released_idr,
       r.committed_idr, r.billed_idr, r.obligations_idr, r.ordered_idr, r.paid_idr, r.arrears_idr
FROM ledger_rolled r
WHERE r.region = %(region)s AND r.through_no <= %(through_no)s
  AND r.face = %(face)s AND r.grain = 'day'
  AND r.account_id IN (SELECT account_id FROM year_accounts)
  AND r.starts >= %(starts)s AND r.starts < %(until)s
UNION ALL
SELECT e.on_date, CASE %(face)s WHEN 'kind' THEN e.kind ELSE coalesce(e.provider_code, '') END,
       1, e.appropriation_idr, e.released_idr, e.committed_idr, e.billed_idr, e.obligations_idr,
       e.ordered_idr, e.paid_idr, e.arrears_idr
FROM unrolled e
WHERE e.account_id IN (SELECT account_id FROM year_accounts)
  AND e.on_date >= %(starts)s AND e.on_date < %(until)s
