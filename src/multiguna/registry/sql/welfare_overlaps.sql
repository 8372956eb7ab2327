-- step: registry.welfare_overlaps
-- grain: one row per welfare row of a person who would be poor and near-poor on the same day
-- reads: welfare_staged, welfare_rows (temporary)
-- gives: row_no, code, column_name, value
-- legal: a person has one welfare status at a time
SELECT s.row_no, 'status_overlaps' AS code, 'STATUS' AS column_name, s.status AS value
FROM welfare_staged s
JOIN welfare_rows w ON w.nik = s.nik
WHERE w.poor && w.near_poor
