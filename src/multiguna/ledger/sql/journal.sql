-- step: ledger.journal
-- grain: one row per entry and account of the double-entry books that it moves
-- reads: ledger_account, year_accounts, ledger_entry
-- gives: on_date, entry_no, entry_id, kind, fiscal_year, line_code, account, amount_idr (the rows of
--        an entry add up to zero), provider_code, care, village_code, claim_id, recorded_by
-- legal: appropriation + arrears = available + committed + billed + obligations + ordered + paid
--        (design, section 6); what is released comes from the treasury
SELECT e.on_date, e.entry_no, e.entry_id, e.kind, a.fiscal_year, a.line_code, side.account,
       side.amount_idr, e.provider_code, e.care, e.village_code, e.claim_id, e.recorded_by
FROM ledger_entry e
JOIN year_accounts y USING (account_id)
JOIN ledger_account a ON a.region = %(region)s AND a.account_id = e.account_id
CROSS JOIN LATERAL (
    VALUES (1, 'Appropriation', -e.appropriation_idr),
           (2, 'Arrears', -e.arrears_idr),
           (3, 'Available', e.appropriation_idr + e.arrears_idr - e.committed_idr - e.billed_idr
                            - e.obligations_idr - e.ordered_idr - e.paid_idr),
           (4, 'Committed', e.committed_idr),
           (5, 'Billed', e.billed_idr),
           (6, 'Obligations', e.obligations_idr),
           (7, 'Ordered', e.ordered_idr),
           (8, 'Paid', e.paid_idr),
           (9, 'Treasury', -e.released_idr),
           (10, 'Released', e.released_idr)
) AS side(side_no, account, amount_idr)
WHERE e.region = %(region)s AND side.amount_idr <> 0
ORDER BY e.on_date, e.entry_no, side.side_no
