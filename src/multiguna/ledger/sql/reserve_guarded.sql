-- step: ledger.reserve_guarded
-- grain: one row if the account takes the reservation just so, none if it does not
-- reads: ledger_account
-- gives: account_id, arrears_idr (the part that goes beyond the appropriation); the guard and the
--        arrears are judged on the account as it is when nobody else holds it any more
-- legal: commitments stay within the appropriation (UU 17/2003, article 3); an overrun is arrears
UPDATE ledger_account a
SET committed_idr = a.committed_idr + %(reserved_idr)s,
    arrears_idr = a.arrears_idr + %(arrears_idr)s
WHERE a.region = %(region)s AND a.account_id = %(account_id)s AND a.closed_on IS NULL
  AND a.arrears_idr + %(arrears_idr)s = greatest(0,
      a.committed_idr + a.billed_idr + a.obligations_idr + a.ordered_idr + a.paid_idr
      + %(reserved_idr)s - a.appropriation_idr)
  AND (%(may_overrun)s OR a.policy = 'unfunded' OR
       a.committed_idr + a.billed_idr + a.obligations_idr + a.ordered_idr + a.paid_idr
       + %(reserved_idr)s <= a.appropriation_idr)
RETURNING a.account_id, %(arrears_idr)s::bigint AS arrears_idr
