-- step: ledger.misrolled
-- grain: one row per account and face whose roll-ups are not the sums of their entries
-- reads: summed (all entries up to the last roll-up), ledger_rolled
-- gives: account_id, face
-- legal: balances are the fold of entries (design, invariant I2)
SELECT account_id, face
FROM (SELECT account_id, face, grain, starts, key, entries, appropriation_idr, released_idr,
             committed_idr, billed_idr, obligations_idr, ordered_idr, paid_idr, arrears_idr
      FROM summed
      WHERE face IS NOT NULL) AS entered
FULL JOIN (
    SELECT account_id, face, grain, starts, key, sum(entries)::bigint AS entries,
           sum(appropriation_idr)::bigint AS appropriation_idr,
           sum(released_idr)::bigint AS released_idr, sum(committed_idr)::bigint AS committed_idr,
           sum(billed_idr)::bigint AS billed_idr, sum(obligations_idr)::bigint AS obligations_idr,
           sum(ordered_idr)::bigint AS ordered_idr, sum(paid_idr)::bigint AS paid_idr,
           sum(arrears_idr)::bigint AS arrears_idr
    FROM ledger_rolled
    WHERE region = %(region)s
    GROUP BY account_id, face, grain, starts, key
) AS rolled USING (account_id, face, grain, starts, key)
WHERE (entered.entries, entered.appropriation_idr, entered.released_idr, entered.committed_idr,
       entered.billed_idr, entered.obligations_idr, entered.ordered_idr, entered.paid_idr,
       entered.arrears_idr)
   IS DISTINCT FROM
      (rolled.entries, rolled.appropriation_idr, rolled.released_idr, rolled.committed_idr,
       rolled.billed_idr, rolled.obligations_idr, rolled.ordered_idr, rolled.paid_idr,
       rolled.arrears_idr)
GROUP BY account_id, face
ORDER BY account_id, face
