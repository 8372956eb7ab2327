-- step: ledger.batch_known
-- grain: one row
-- reads: ledger_posting (temporary, redirected), ledger_entry, ledger_account
-- gives: known (postings whose id was used before), other (of them, those with other content)
-- legal: one effect per id (design, invariant I5)
SELECT count(*) AS known,
       count(*) FILTER (WHERE (coalesce(a.carried_to, a.account_id), e.kind, e.reservation_id, e.appropriation_idr,
            e.released_idr, e.committed_idr, e.billed_idr, e.obligations_idr, e.ordered_idr,
            e.paid_idr, e.provider_code, e.care, e.claim_id)
          IS DISTINCT FROM (p.account_id, p.kind, p.reservation_id, p.appropriation_idr,
            p.released_idr, p.committed_idr, p.billed_idr, p.obligations_idr, p.ordered_idr,
            p.paid_idr, p.provider_code, p.care, p.claim_id)) AS other
FROM ledger_posting p
JOIN ledger_entry e ON e.region = %(region)s AND e.entry_id = p.entry_id
JOIN ledger_account a ON a.region = %(region)s AND a.account_id = e.account_id
