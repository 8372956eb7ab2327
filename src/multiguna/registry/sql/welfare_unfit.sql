-- step: registry.welfare_unfit
-- grain: one row per welfare row that ends before it starts or whose NIK the registry lacks
-- reads: welfare_staged (temporary), registry_person
-- gives: row_no, code, column_name, value
-- legal: welfare status belongs to a registered person
SELECT s.row_no,
       CASE WHEN s.sampai <= s.sejak THEN 'period_reversed' ELSE 'person_unknown' END AS code,
       CASE WHEN s.sampai <= s.sejak THEN 'SAMPAI' ELSE 'NIK' END AS column_name,
       CASE WHEN s.sampai <= s.sejak THEN s.sampai::text ELSE s.nik::text END AS value
FROM welfare_staged s
LEFT JOIN registry_person p ON p.region = %(region)s AND p.nik = s.nik
WHERE s.sampai <= s.sejak OR p.person_id IS NULL
