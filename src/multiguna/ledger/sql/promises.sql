-- step: ledger.promises
-- grain: one row per day, care and hospital with a new letter or a bill without one
-- reads: ledger_account, ledger_rolled, unrolled
-- gives: on_date, care, provider_code, letters, reserved_idr, unlettered, unlettered_idr
-- legal: a promise of care is money from the moment it is given (design, section 1)
SELECT p.on_date, a.care, p.provider_code,
       coalesce(sum(p.entries) FILTER (WHERE face = 'letter'), 0)::bigint,
       coalesce(sum(p.committed_idr) FILTER (WHERE face = 'letter'), 0)::bigint,
       coalesce(sum(p.entries) FILTER (WHERE face = 'bill'), 0)::bigint,
       coalesce(sum(p.billed_idr) FILTER (WHERE face = 'bill'), 0)::bigint
FROM (
    SELECT r.face, r.starts AS on_date, r.account_id, r.key AS provider_code, r.entries,
           r.committed_idr, r.billed_idr
    FROM ledger_rolled r
    WHERE r.region = %(region)s AND r.through_no <= %(through_no)s
      AND r.face IN ('letter', 'bill') AND r.grain = 'day'
      AND r.starts >= %(starts)s AND r.starts < %(until)s
    UNION ALL
    SELECT CASE WHEN e.kind = 'reserve' THEN 'letter' ELSE 'bill' END, e.on_date, e.account_id,
           coalesce(e.provider_code, ''), 1, e.committed_idr, e.billed_idr
    FROM unrolled e
    WHERE e.on_date >= %(starts)s AND e.on_date < %(until)s
      AND ((e.kind = 'reserve' AND NOT starts_with(e.entry_id, 'supplement:'))
           OR (e.kind = 'bill' AND e.reservation_id IS NULL))
) AS p
JOIN ledger_account a ON a.region = %(region)s AND a.account_id = p.account_id
GROUP BY p.on_date, a.care, p.provider_code
ORDER BY p.on_date, a.care, p.provider_code
