-- step: ledger.flow
-- grain: one row per kind of entry that moved anything in the period
-- reads: moved_days
-- gives: kind, entries, what they moved
-- legal: the flow between two stocks (design, section 6)
SELECT key, sum(entries)::bigint, sum(appropriation_idr)::bigint, sum(released_idr)::bigint,
       sum(committed_idr)::bigint, sum(billed_idr)::bigint, sum(obligations_idr)::bigint,
       sum(ordered_idr)::bigint, sum(paid_idr)::bigint, sum(arrears_idr)::bigint
FROM moved_days
GROUP BY key
ORDER BY min(on_date), key
