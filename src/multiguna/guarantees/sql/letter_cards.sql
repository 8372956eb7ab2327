-- step: guarantees.letter_cards
-- grain: one row per letter
-- reads: guarantees_letter, guarantees_resolution
-- gives: the columns of terms.LetterCard
-- legal: surat jaminan pelayanan (SJP)
SELECT l.letter_no, l.person_id, l.id_type, l.born_on, l.provider_code, l.care, l.care_class,
       l.emergency, l.diagnosis, l.issued_on, l.valid_from, l.valid_until, l.account_id,
       l.reserved_idr, l.arrears_idr, l.reason_code, l.stage_code, l.village_code, l.record_id,
       l.issued_by, coalesce(r.kind, 'open') AS state
FROM guarantees_letter l
LEFT JOIN guarantees_resolution r ON r.region = l.region AND r.letter_no = l.letter_no
WHERE l.region = %(region)s
