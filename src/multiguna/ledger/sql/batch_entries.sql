-- step: ledger.batch_entries
-- grain: one row per posting of the batch
-- reads: ledger_posting (temporary), ledger_entry (the day a reservation was made)
-- gives: nothing; adds the entries
-- legal: every movement is an entry (design, invariants I2 and I4)
INSERT INTO ledger_entry (region, entry_id, account_id, kind, reservation_id, reserved_on,
    appropriation_idr, released_idr, committed_idr, billed_idr, obligations_idr, ordered_idr,
    paid_idr, arrears_idr, provider_code, care, village_code, claim_id, on_date, recorded_by)
SELECT %(region)s, entry_id, account_id, kind, reservation_id,
       coalesce(
           p.reserved_on,
           CASE WHEN reservation_id IS NOT NULL THEN (
               SELECT min(r.on_date) FROM ledger_entry r
               WHERE r.region = %(region)s AND r.reservation_id = p.reservation_id
                 AND r.kind = 'reserve') END,
           CASE WHEN kind = 'reserve' THEN "on" END),
       appropriation_idr, released_idr, committed_idr, billed_idr, obligations_idr, ordered_idr,
       paid_idr, 0, provider_code, care, village_code, claim_id, "on", %(recorded_by)s
FROM ledger_posting p
