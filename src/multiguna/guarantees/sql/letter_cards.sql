-- step: guarantees.letter_cards
-- grain: one row per letter
-- reads: guarantees_letter, guarantees_resolution
-- gives: the columns of terms.LetterCard, then those of its estimate
-- legal: surat jaminan pelayanan (SJP)
SELECT l.letter_no, l.person_id, l.id_type, l.born_on, l.provider_code, l.care, l.care_class,
       l.emergency, l.diagnosis, l.issued_on, l.valid_from, l.valid_until, l.account_id,
       l.arrears_idr, l.reason_code, l.stage_code, l.village_code, l.record_id, l.issued_by,
       coalesce(r.kind, 'open') AS state,
       l.provider_class, l.estimate_group, l.estimate_learned_on, l.estimate_settled,
       l.reserved_idr, l.q10_idr, l.q50_idr, l.q80_idr, l.q90_idr, l.q95_idr
FROM guarantees_letter l
LEFT JOIN guarantees_resolution r ON r.region = %(region)s AND r.letter_no = l.letter_no
WHERE l.region = %(region)s
