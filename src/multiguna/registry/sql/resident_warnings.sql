-- step: registry.resident_warnings
-- grain: one row
-- reads: resident_staged (temporary)
-- gives: rows whose NIK has a district unknown to this region, rows that differ from their NIK,
--        and the first row of each
-- legal: an unknown district is only a warning (codes of split regions stay)
SELECT count(*) FILTER (WHERE district), min(row_no) FILTER (WHERE district),
       count(*) FILTER (WHERE differs), min(row_no) FILTER (WHERE differs)
FROM (
    SELECT s.row_no,
           s.nik / 1000000000000 = %(regency)s
           AND NOT (s.nik / 10000000000 = ANY(%(districts)s::bigint[])) AS district,
           s.nik / 100000000 %% 100 %% 40 <> date_part('day', s.tgl_lhr)
           OR s.nik / 1000000 %% 100 <> date_part('month', s.tgl_lhr)
           OR s.nik / 10000 %% 100 <> date_part('year', s.tgl_lhr)::int %% 100
           OR (s.nik / 100000000 %% 100 > 40) <> (s.jenis_klmin IN ('2', 'P', 'PEREMPUAN'))
           AS differs
    FROM resident_staged s
) looked
