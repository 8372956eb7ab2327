-- step: registry.welfare_unknown
-- grain: one row per welfare row of a NIK that the registry does not know
-- reads: welfare_staged, import_unfit (temporary), registry_person
-- gives: row_no, code, column_name, value
-- legal: welfare status belongs to a registered person
SELECT s.row_no, 'person_unknown' AS code, 'NIK' AS column_name, s.nik AS value
FROM welfare_staged s
WHERE s.nik <> '' AND NOT EXISTS (SELECT FROM import_unfit u WHERE u.row_no = s.row_no)
  AND NOT EXISTS (SELECT FROM registry_person p
                  WHERE p.region = %(region)s AND p.nik = s.nik::bigint)
