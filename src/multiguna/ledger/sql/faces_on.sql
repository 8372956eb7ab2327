-- step: ledger.faces_on
-- grain: one row per key of a face on which anything stands
-- reads: folded
-- gives: key, the balances of all leaf lines of the year
-- legal: the accounts sum to the programme (design, invariant I6)
SELECT key, sum(appropriation_idr)::bigint, sum(released_idr)::bigint, sum(committed_idr)::bigint,
       sum(billed_idr)::bigint, sum(obligations_idr)::bigint, sum(ordered_idr)::bigint,
       sum(paid_idr)::bigint, sum(arrears_idr)::bigint
FROM folded
GROUP BY key
ORDER BY key
