-- step: ledger.year_documents
-- grain: one row per line of a budget document of the fiscal year, in the order they were entered
-- reads: ledger_document, ledger_account, ledger_entry (its own entry, for the order)
-- gives: document_no, kind, fiscal_year, line_code, on_date, amount_idr, legal, quarter,
--        supersedes, superseded_by (the document that took it back), entered_by
-- legal: a budget document is never edited, only superseded
SELECT d.document_no, d.kind, a.fiscal_year, a.line_code, d.on_date, d.amount_idr, d.legal,
       d.quarter, d.supersedes,
       (SELECT min(n.document_no) FROM ledger_document n
        WHERE n.region = %(region)s AND n.supersedes = d.document_no) AS superseded_by,
       d.entered_by
FROM ledger_document d
JOIN ledger_account a ON a.region = %(region)s AND a.account_id = d.account_id
JOIN ledger_entry e ON e.region = %(region)s AND e.entry_id = d.document_no || ':' || d.account_id
WHERE d.region = %(region)s AND a.fiscal_year = %(year)s
ORDER BY e.entry_no
