-- step: guarantees.lapsed_letters
-- grain: one row per open letter for which no claim may come any more
-- reads: guarantees_letter, guarantees_resolution, the bound parameter deadlines
-- gives: letter_no, provider_code, account_id, care, village_code, reserved_idr
-- legal: the claim deadline of the pack on the day of issue
SELECT l.letter_no, l.provider_code, l.account_id, l.care, l.village_code, l.reserved_idr
FROM guarantees_letter l
JOIN jsonb_to_recordset(%(deadlines)s::jsonb) AS d(starts date, until date, days int)
    ON d.starts <= l.issued_on AND (d.until IS NULL OR l.issued_on < d.until)
    WHERE l.region = %(region)s AND l.valid_until + d.days <= %(on)s
  AND NOT EXISTS (SELECT FROM guarantees_resolution r
                  WHERE r.region = %(region)s AND r.letter_no = l.letter_no)
