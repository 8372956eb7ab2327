-- step: registry.repeated_niks
-- grain: one row per later row of a NIK that stands more than once in the file
-- reads: resident_staged (temporary)
-- gives: row_no, code, column_name, value
-- legal: one person, one NIK (UU 24/2013, article 64)
SELECT s.row_no, 'nik_repeated' AS code, 'NIK' AS column_name, s.nik::text AS value
FROM resident_staged s
JOIN (
    SELECT t.nik, min(t.row_no) AS first_row FROM resident_staged t
    GROUP BY t.nik HAVING count(*) > 1
) twice ON twice.nik = s.nik AND s.row_no > twice.first_row
