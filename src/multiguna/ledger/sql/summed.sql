-- step: ledger.summed
-- grain: one row per face, day, account and key that some entries moved
-- reads: ledger_entry (numbers above after_no up to through_no)
-- gives: the sums, and how many entries they are; a face that an entry does not have is null:
--        `reserved` has what moved committed, `letter` new letters (not what settling one took beyond
--        its reserve), `bill` bills without one
-- legal: balances are the fold of entries (design, invariant I2)
SELECT CASE WHEN grouping(kind) = 0 THEN 'kind'
            WHEN grouping(village) = 0 THEN 'village'
            WHEN grouping(reserved) = 0 THEN CASE WHEN reserved IS NOT NULL THEN 'reserved' END
            WHEN grouping(promise) = 0 THEN promise
            ELSE 'provider' END AS face,
       account_id,
       on_date AS starts,
       coalesce(kind, village, reserved, provider) AS key,
       count(*) AS entries,
       sum(appropriation_idr)::bigint AS appropriation_idr,
       sum(released_idr)::bigint AS released_idr,
       sum(committed_idr)::bigint AS committed_idr,
       sum(billed_idr)::bigint AS billed_idr,
       sum(obligations_idr)::bigint AS obligations_idr,
       sum(ordered_idr)::bigint AS ordered_idr,
       sum(paid_idr)::bigint AS paid_idr,
       sum(arrears_idr)::bigint AS arrears_idr
FROM (
    SELECT e.*,
           coalesce(e.provider_code, '') AS provider,
           coalesce(e.village_code, '') AS village,
           CASE WHEN e.committed_idr <> 0
                THEN coalesce(to_char(e.reserved_on, 'YYYY-MM-DD'), '') END AS reserved,
           CASE WHEN e.kind = 'reserve' AND NOT starts_with(e.entry_id, 'supplement:')
                THEN 'letter'
                WHEN e.kind = 'bill' AND e.reservation_id IS NULL THEN 'bill' END AS promise
    FROM ledger_entry e
    WHERE e.region = %(region)s
      AND e.entry_no > %(after_no)s AND e.entry_no <= %(through_no)s
) AS fresh
GROUP BY GROUPING SETS (
    (account_id, on_date, kind), (account_id, on_date, provider), (account_id, on_date, village),
    (account_id, on_date, reserved), (account_id, on_date, provider, promise)
)
