-- step: ledger.batch_accounts
-- grain: one row per account that the batch moved
-- reads: ledger_posting (temporary), ledger_account
-- gives: account_id, arrears_idr (moved beyond the appropriation)
-- legal: paid <= released <= appropriated; bills and verdicts are facts and may open arrears
WITH total AS (
    SELECT account_id, sum(appropriation_idr)::bigint AS appropriation_idr,
           sum(released_idr)::bigint AS released_idr, sum(committed_idr)::bigint AS committed_idr,
           sum(billed_idr)::bigint AS billed_idr, sum(obligations_idr)::bigint AS obligations_idr,
           sum(ordered_idr)::bigint AS ordered_idr, sum(paid_idr)::bigint AS paid_idr
    FROM ledger_posting GROUP BY account_id
), before AS (
    SELECT a.account_id, a.arrears_idr FROM ledger_account a WHERE a.region = %(region)s
)
UPDATE ledger_account a
SET appropriation_idr = a.appropriation_idr + t.appropriation_idr,
    released_idr = a.released_idr + t.released_idr,
    committed_idr = a.committed_idr + t.committed_idr,
    billed_idr = a.billed_idr + t.billed_idr,
    obligations_idr = a.obligations_idr + t.obligations_idr,
    ordered_idr = a.ordered_idr + t.ordered_idr,
    paid_idr = a.paid_idr + t.paid_idr,
    arrears_idr = greatest(0,
        a.committed_idr + a.billed_idr + a.obligations_idr + a.ordered_idr + a.paid_idr
        + t.committed_idr + t.billed_idr + t.obligations_idr + t.ordered_idr + t.paid_idr
        - a.appropriation_idr - t.appropriation_idr)
FROM total t JOIN before b USING (account_id)
WHERE a.region = %(region)s AND a.account_id = t.account_id
  AND a.paid_idr + t.paid_idr BETWEEN 0 AND a.released_idr + t.released_idr
  AND a.released_idr + t.released_idr <= a.appropriation_idr + t.appropriation_idr
RETURNING a.account_id, a.arrears_idr - b.arrears_idr AS arrears_idr
