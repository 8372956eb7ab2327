-- step: guarantees.write_letter
-- grain: one row if the budget line took the reservation
-- reads: reserve_guarded (the ledger's step)
-- gives: nothing; adds the letter
-- legal: surat jaminan pelayanan (SJP)
INSERT INTO guarantees_letter (region, letter_no, person_id, id_type, born_on, provider_code, care,
    care_class, emergency, diagnosis, issued_on, valid_from, valid_until, account_id, reserved_idr,
    arrears_idr, provider_class, estimate_learned_on, estimate_group, estimate_settled, q10_idr,
    q50_idr, q80_idr, q90_idr, q95_idr, reason_code, stage_code, village_code, record_id, issued_by)
SELECT %(region)s, %(letter_no)s, %(person_id)s, %(id_type)s, %(born_on)s::date, %(provider_code)s,
       %(care)s, %(care_class)s, %(emergency)s, %(diagnosis)s, %(on)s, %(valid_from)s,
       %(valid_until)s, account_id, %(reserved_idr)s, arrears_idr, %(provider_class)s,
       %(learned_on)s::date, %(diagnosis_group)s, %(settled_count)s, %(q10_idr)s, %(q50_idr)s,
       %(q80_idr)s, %(q90_idr)s, %(q95_idr)s, %(reason)s, %(stage)s, %(village_code)s,
       %(guarantee_no)s, %(actor)s
FROM reserve_guarded
