-- step: claims.import_billed_letters
-- grain: one row per open letter that a new claim bills
-- reads: claims_staging, claims_match (temporary), guarantees_letter, guarantees_resolution
-- gives: letter_no, amount_idr (billed), row_no (of the first claim under that letter)
-- legal: a reservation is resolved at most once (design, invariant I3): the first claim bills it
SELECT DISTINCT ON (m.letter_no) m.letter_no, s.billed_idr AS amount_idr, m.row_no
FROM claims_match AS m
JOIN claims_staging AS s USING (row_no)
WHERE m.letter_no IS NOT NULL
  AND NOT EXISTS (
      SELECT FROM guarantees_resolution AS r
      WHERE r.region = %(region)s AND r.letter_no = m.letter_no
  )
ORDER BY m.letter_no, m.row_no
