-- step: ledger.roll_up_months
-- grain: one row per face, month, account and key that days rolled up since the last months moved
-- reads: ledger_rolled (days of roll-ups above months_through_no up to through_no)
-- gives: nothing; adds the sums
-- legal: balances are the fold of entries (design, invariant I2)
INSERT INTO ledger_rolled (region, face, grain, account_id, starts, key, through_no, provider_code,
    entries, appropriation_idr, released_idr, committed_idr, billed_idr, obligations_idr,
    ordered_idr, paid_idr, arrears_idr)
SELECT %(region)s, face, 'month', account_id, date_trunc('month', starts::timestamp)::date, key,
       %(through_no)s, min(provider_code), sum(entries)::bigint, sum(appropriation_idr)::bigint,
       sum(released_idr)::bigint, sum(committed_idr)::bigint, sum(billed_idr)::bigint,
       sum(obligations_idr)::bigint, sum(ordered_idr)::bigint, sum(paid_idr)::bigint,
       sum(arrears_idr)::bigint
FROM ledger_rolled
WHERE region = %(region)s AND grain = 'day'
  AND face IN ('kind', 'provider', 'village', 'reserved')
  AND through_no > %(months_through_no)s AND through_no <= %(through_no)s
GROUP BY face, account_id, date_trunc('month', starts::timestamp)::date, key
