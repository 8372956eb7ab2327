-- step: ledger.known_entry
-- grain: one row if the entry id was used before
-- reads: ledger_entry, ledger_account (an entry of a closed account counts where it went)
-- gives: same (whether the content is the same), arrears_idr
-- legal: one effect per id (design, invariant I5)
SELECT (coalesce(a.carried_to, a.account_id), e.kind, e.reservation_id, e.appropriation_idr, e.released_idr,
        e.committed_idr, e.billed_idr, e.obligations_idr, e.ordered_idr, e.paid_idr,
        e.provider_code, e.care, e.claim_id)
       IS NOT DISTINCT FROM
       (%(account_id)s::text, %(kind)s::text, %(reservation_id)s::text,
        %(appropriation_idr)s::bigint, %(released_idr)s::bigint, %(committed_idr)s::bigint,
        %(billed_idr)s::bigint, %(obligations_idr)s::bigint, %(ordered_idr)s::bigint,
        %(paid_idr)s::bigint, %(provider_code)s::text, %(care)s::text, %(claim_id)s::bigint)
       AS same, e.arrears_idr
FROM ledger_entry e
JOIN ledger_account a ON a.region = %(region)s AND a.account_id = e.account_id
WHERE e.region = %(region)s AND e.entry_id = %(entry_id)s
