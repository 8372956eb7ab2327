-- step: ledger.entry_rows
-- grain: one row per entry on the year's lines that every given filter lets through
-- reads: year_accounts, ledger_entry
-- gives: the entry, in the order it was recorded
-- legal: every figure can be followed to its entries (design, invariant I2)
SELECT e.entry_no, e.entry_id, e.account_id, e.kind, e.on_date, e.reservation_id, e.reserved_on,
       e.provider_code, e.care, e.village_code, e.claim_id, e.recorded_by, e.appropriation_idr,
       e.released_idr, e.committed_idr, e.billed_idr, e.obligations_idr, e.ordered_idr,
       e.paid_idr, e.arrears_idr
FROM ledger_entry e
JOIN year_accounts y USING (account_id)
WHERE e.region = %(region)s AND e.entry_no > %(after_no)s
  AND (%(account_id)s::text IS NULL OR e.account_id = %(account_id)s)
  AND (%(on)s::date IS NULL OR e.on_date <= %(on)s)
  AND (%(kind)s::text IS NULL OR e.kind = %(kind)s)
  AND (%(care)s::text IS NULL OR y.care = %(care)s)
  AND (%(provider_code)s::text IS NULL OR coalesce(e.provider_code, '') = %(provider_code)s)
  AND (%(village_code)s::text IS NULL OR coalesce(e.village_code, '') = %(village_code)s)
  AND (%(reserved_from)s::date IS NULL OR e.reserved_on >= %(reserved_from)s)
  AND (%(reserved_until)s::date IS NULL OR e.reserved_on < %(reserved_until)s)
  AND (%(balance)s::text IS NULL OR CASE %(balance)s
       WHEN 'appropriation_idr' THEN e.appropriation_idr WHEN 'released_idr' THEN e.released_idr
       WHEN 'committed_idr' THEN e.committed_idr WHEN 'billed_idr' THEN e.billed_idr
       WHEN 'obligations_idr' THEN e.obligations_idr WHEN 'ordered_idr' THEN e.ordered_idr
       WHEN 'paid_idr' THEN e.paid_idr ELSE e.arrears_idr END <> 0)
ORDER BY e.entry_no
LIMIT %(limit)s
