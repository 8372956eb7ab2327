-- step: registry.membership_unfit
-- grain: one row per staged row that ends before it starts or whose NIK the registry lacks
-- reads: membership_staged (temporary), registry_person
-- gives: row_no, code, column_name, value
-- legal: JKN membership belongs to a registered person (UU 24/2011)
SELECT
    s.row_no,
    CASE WHEN s.sampai <= s.sejak THEN 'period_reversed' ELSE 'person_unknown' END AS code,
    CASE WHEN s.sampai <= s.sejak THEN 'SAMPAI' ELSE 'NIK' END AS column_name,
    CASE WHEN s.sampai <= s.sejak THEN s.sampai::text ELSE s.nik::text END AS value
FROM membership_staged AS s
LEFT JOIN registry_person AS p ON p.region = %(region)s AND p.nik = s.nik
WHERE s.sampai <= s.sejak OR p.person_id IS NULL
