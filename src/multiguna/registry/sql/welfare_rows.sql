-- step: registry.welfare_rows
-- grain: one row per person that the welfare file names
-- reads: welfare_staged (temporary), registry_person
-- gives: person_id, nik, row_count, poor, near_poor (all periods of the file)
-- legal: determination of the poor and near-poor by the region (poverty letter, SKM)
SELECT p.person_id, p.nik, count(*) AS row_count,
       coalesce(range_agg(daterange(s.sejak, s.sampai)) FILTER (WHERE s.status = 'MISKIN'), '{}')
       AS poor,
       coalesce(range_agg(daterange(s.sejak, s.sampai)) FILTER (WHERE s.status = 'HAMPIR_MISKIN'),
                '{}') AS near_poor
FROM welfare_staged s
JOIN registry_person p ON p.region = %(region)s AND p.nik = s.nik
GROUP BY p.person_id, p.nik
