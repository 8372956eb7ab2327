-- step: ledger.known_documents
-- grain: one row per line of the documents asked for, and of those that supersede one of them
-- reads: ledger_document, ledger_account
-- gives: document_no, kind, fiscal_year, line_code, on_date, amount_idr, legal, quarter, supersedes
-- legal: a budget document is never edited, only superseded
SELECT d.document_no, d.kind, a.fiscal_year, a.line_code, d.on_date, d.amount_idr, d.legal,
       d.quarter, d.supersedes
FROM ledger_document d
JOIN ledger_account a ON a.region = %(region)s AND a.account_id = d.account_id
WHERE d.region = %(region)s
  AND (d.document_no = ANY(%(numbers)s) OR d.supersedes = ANY(%(numbers)s))
