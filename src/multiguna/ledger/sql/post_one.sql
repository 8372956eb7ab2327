-- step: ledger.post_one
-- grain: one row if the posting was let in, none if the guard refused it or it is known
-- reads: ledger_account, ledger_entry (the day a reservation was made)
-- gives: arrears_idr (the part that went beyond the appropriation)
-- legal: commitments stay within the appropriation (UU 17/2003, article 3); an overrun is arrears
WITH before AS (
    SELECT a.arrears_idr, a.policy, a.appropriation_idr + %(appropriation_idr)s AS appropriation,
           a.committed_idr + a.billed_idr + a.obligations_idr + a.ordered_idr + a.paid_idr
           + %(used)s AS used
    FROM ledger_account a
    WHERE a.region = %(region)s AND a.account_id = %(account_id)s
), moved AS (
    UPDATE ledger_account a
    SET appropriation_idr = a.appropriation_idr + %(appropriation_idr)s,
        released_idr = a.released_idr + %(released_idr)s,
        committed_idr = a.committed_idr + %(committed_idr)s,
        billed_idr = a.billed_idr + %(billed_idr)s,
        obligations_idr = a.obligations_idr + %(obligations_idr)s,
        ordered_idr = a.ordered_idr + %(ordered_idr)s,
        paid_idr = a.paid_idr + %(paid_idr)s,
        arrears_idr = greatest(0, b.used - b.appropriation)
    FROM before b
    WHERE a.region = %(region)s AND a.account_id = %(account_id)s
      AND NOT EXISTS (SELECT FROM ledger_entry e
                      WHERE e.region = %(region)s AND e.entry_id = %(entry_id)s)
      AND (%(used)s <= 0 OR b.used <= b.appropriation OR %(may_overrun)s OR b.policy = 'unfunded')
      AND a.paid_idr + %(paid_idr)s <= a.released_idr + %(released_idr)s
      AND a.released_idr + %(released_idr)s <= b.appropriation
    RETURNING a.arrears_idr - b.arrears_idr AS arrears_idr
)
INSERT INTO ledger_entry (region, entry_id, account_id, kind, reservation_id, reserved_on,
    appropriation_idr, released_idr, committed_idr, billed_idr, obligations_idr, ordered_idr,
    paid_idr, arrears_idr, provider_code, care, village_code, claim_id, on_date, recorded_by)
SELECT %(region)s, %(entry_id)s, %(account_id)s, %(kind)s, %(reservation_id)s,
       coalesce(
           (SELECT min(r.on_date) FROM ledger_entry r
            WHERE r.region = %(region)s AND r.reservation_id = %(reservation_id)s
              AND r.kind = 'reserve'),
           CASE WHEN %(kind)s = 'reserve' THEN %(on)s::date END),
       %(appropriation_idr)s, %(released_idr)s, %(committed_idr)s, %(billed_idr)s,
       %(obligations_idr)s, %(ordered_idr)s, %(paid_idr)s, moved.arrears_idr,
       %(provider_code)s, %(care)s, %(village_code)s, %(claim_id)s, %(on)s, %(recorded_by)s
FROM moved
RETURNING arrears_idr
