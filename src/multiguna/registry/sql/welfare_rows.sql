-- step: registry.welfare_rows
-- grain: one row per person that the welfare file names
-- reads: welfare_staged, import_unfit (temporary), registry_person
-- gives: person_id, poor, near_poor (all periods of the file), first_row, overlaps
-- legal: determination of the poor and near-poor by the region (poverty letter, SKM)
SELECT p.person_id, min(s.row_no) AS first_row,
       coalesce(range_agg(daterange(s.sejak::date, nullif(s.sampai, '')::date))
                FILTER (WHERE s.status = 'MISKIN'), '{}') AS poor,
       coalesce(range_agg(daterange(s.sejak::date, nullif(s.sampai, '')::date))
                FILTER (WHERE s.status = 'HAMPIR_MISKIN'), '{}') AS near_poor
FROM welfare_staged s
JOIN registry_person p ON p.region = %(region)s AND p.nik = s.nik::bigint
WHERE s.nik <> '' AND NOT EXISTS (SELECT FROM import_unfit u WHERE u.row_no = s.row_no)
GROUP BY p.person_id
