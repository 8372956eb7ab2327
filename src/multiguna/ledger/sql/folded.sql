-- step: ledger.folded
-- grain: one row per account of the year and key of the face
-- reads: year_accounts, ledger_rolled, unrolled
-- gives: the balances at the end of the day: the months before its month, the days that no month
--        has yet, the days of its month, and the entries that no roll-up has yet
-- legal: balances are the fold of entries (design, invariant I2)
SELECT account_id, key,
       sum(appropriation_idr)::bigint AS appropriation_idr,
       sum(released_idr)::bigint AS released_idr,
       sum(committed_idr)::bigint AS committed_idr,
       sum(billed_idr)::bigint AS billed_idr,
       sum(obligations_idr)::bigint AS obligations_idr,
       sum(ordered_idr)::bigint AS ordered_idr,
       sum(paid_idr)::bigint AS paid_idr,
       sum(arrears_idr)::bigint AS arrears_idr
FROM (
    SELECT r.account_id, r.key, r.appropriation_idr, r.released_idr, r.committed_idr,
           r.billed_idr, r.obligations_idr, r.ordered_idr, r.paid_idr, r.arrears_idr
    FROM ledger_rolled r
    WHERE r.region = %(region)s AND r.face = %(face)s AND r.grain = 'month'
      AND r.through_no <= %(months_through_no)s
      AND r.starts < date_trunc('month', %(on)s::timestamp)::date
    UNION ALL
    SELECT r.account_id, r.key, r.appropriation_idr, r.released_idr, r.committed_idr,
           r.billed_idr, r.obligations_idr, r.ordered_idr, r.paid_idr, r.arrears_idr
    FROM ledger_rolled r
    WHERE r.region = %(region)s AND r.face = %(face)s AND r.grain = 'day'
      AND r.through_no > %(months_through_no)s AND r.through_no <= %(through_no)s
      AND r.starts < date_trunc('month', %(on)s::timestamp)::date
    UNION ALL
    SELECT r.account_id, r.key, r.appropriation_idr, r.released_idr, r.committed_idr,
           r.billed_idr, r.obligations_idr, r.ordered_idr, r.paid_idr, r.arrears_idr
    FROM ledger_rolled r
    WHERE r.region = %(region)s AND r.face = %(face)s AND r.grain = 'day'
      AND r.through_no <= %(through_no)s
      AND r.starts >= date_trunc('month', %(on)s::timestamp)::date AND r.starts <= %(on)s
    UNION ALL
    SELECT e.account_id,
           CASE %(face)s WHEN 'kind' THEN e.kind
                         WHEN 'provider' THEN coalesce(e.provider_code, '')
                         WHEN 'village' THEN coalesce(e.village_code, '')
                         ELSE coalesce(to_char(e.reserved_on, 'YYYY-MM-DD'), '') END,
           e.appropriation_idr, e.released_idr, e.committed_idr, e.billed_idr, e.obligations_idr,
           e.ordered_idr, e.paid_idr, e.arrears_idr
    FROM unrolled e
    WHERE e.on_date <= %(on)s
) AS moved
WHERE account_id IN (SELECT account_id FROM year_accounts)
GROUP BY account_id, key
