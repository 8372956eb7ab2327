-- step: planning.ready_files
-- grain: one row per kind of registry file, of the latest that was taken in by a day
-- reads: registry_import; binds region, on
-- gives: kind, imported_on, rows, refused, warned
-- legal: none; how old and how whole what we know is
SELECT DISTINCT ON (i.kind) i.kind, i.imported_on, i.rows, i.refused, i.warned
FROM registry_import AS i
WHERE i.region = %(region)s AND i.imported_on <= %(on)s
ORDER BY i.kind, i.import_no DESC
