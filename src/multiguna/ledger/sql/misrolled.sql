-- step: ledger.misrolled
-- grain: one row per account, face and grain whose roll-ups are not the sums of what they roll up
-- reads: summed (all entries up to the last roll-up), ledger_rolled
-- gives: account_id, face, grain (days against entries, months against days)
-- legal: balances are the fold of entries (design, invariant I2)
SELECT account_id, face, grain
FROM (
    SELECT account_id, face, 'day' AS grain, starts, key, entries, appropriation_idr,
           released_idr, committed_idr, billed_idr, obligations_idr, ordered_idr, paid_idr,
           arrears_idr, 1 AS sign
    FROM summed
    WHERE face IS NOT NULL
    UNION ALL
    SELECT account_id, face, 'day', starts, key, entries, appropriation_idr, released_idr,
           committed_idr, billed_idr, obligations_idr, ordered_idr, paid_idr, arrears_idr, -1
    FROM ledger_rolled
    WHERE region = %(region)s AND grain = 'day'
    UNION ALL
    SELECT account_id, face, 'month', date_trunc('month', starts::timestamp)::date, key, entries,
           appropriation_idr, released_idr, committed_idr, billed_idr, obligations_idr,
           ordered_idr, paid_idr, arrears_idr, 1
    FROM ledger_rolled
    WHERE region = %(region)s AND grain = 'day' AND through_no <= %(months_through_no)s
      AND face IN ('kind', 'provider', 'village', 'reserved')
    UNION ALL
    SELECT account_id, face, 'month', starts, key, entries, appropriation_idr, released_idr,
           committed_idr, billed_idr, obligations_idr, ordered_idr, paid_idr, arrears_idr, -1
    FROM ledger_rolled
    WHERE region = %(region)s AND grain = 'month'
) AS both_sides
GROUP BY account_id, face, grain, starts, key
HAVING (sum(sign * entries), sum(sign * appropriation_idr), sum(sign * released_idr),
        sum(sign * committed_idr), sum(sign * billed_idr), sum(sign * obligations_idr),
        sum(sign * ordered_idr), sum(sign * paid_idr), sum(sign * arrears_idr))
    <> (0, 0, 0, 0, 0, 0, 0, 0, 0)
ORDER BY account_id, face, grain
