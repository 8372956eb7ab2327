-- step: ledger.roll_up
-- grain: one row per face, day, account and key that new entries moved
-- reads: summed
-- gives: nothing; adds the sums
-- legal: balances are the fold of entries (design, invariant I2)
INSERT INTO ledger_rolled (region, face, grain, account_id, starts, key, through_no, provider_code,
    entries, appropriation_idr, released_idr, committed_idr, billed_idr, obligations_idr,
    ordered_idr, paid_idr, arrears_idr)
SELECT %(region)s, face, 'day', account_id, starts, key, %(through_no)s,
       CASE WHEN face IN ('provider', 'letter', 'bill') THEN nullif(key, '') END,
       entries, appropriation_idr, released_idr, committed_idr, billed_idr, obligations_idr,
       ordered_idr, paid_idr, arrears_idr
FROM summed
WHERE face IS NOT NULL
