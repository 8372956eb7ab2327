-- step: ledger.reserve_entry
-- grain: one row if the account took the reservation
-- reads: reserve_guarded (the step before)
-- gives: nothing; adds the entry
-- legal: every movement is an entry (design, invariants I2 and I4)
INSERT INTO ledger_entry (region, entry_id, account_id, kind, reservation_id, reserved_on,
    committed_idr, arrears_idr, provider_code, care, village_code, on_date, recorded_by)
SELECT %(region)s, 'reserve:' || %(letter_no)s, account_id, 'reserve', %(letter_no)s,
       %(reserved_on)s, %(reserved_idr)s, arrears_idr, %(provider_code)s, %(care)s,
       %(village_code)s, %(reserved_on)s, %(actor)s
FROM reserve_guarded
