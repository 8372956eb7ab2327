-- step: registry.resident_warnings
-- grain: one row
-- reads: resident_staged, import_unfit (temporary)
-- gives: rows whose NIK has a district unknown to this region, rows that differ from their NIK,
--        and the first row of each
-- legal: an unknown district is only a warning (codes of split regions stay)
SELECT count(*) FILTER (WHERE district), min(row_no) FILTER (WHERE district),
       count(*) FILTER (WHERE differs), min(row_no) FILTER (WHERE differs)
FROM (
    SELECT s.row_no,
           substr(s.nik, 1, 4) = %(regency)s AND NOT (substr(s.nik, 5, 2) = ANY(%(districts)s))
           AS district,
           substr(s.nik, 9, 4) <> substr(s.tgl_lhr, 6, 2) || substr(s.tgl_lhr, 3, 2)
           OR (substr(s.nik, 7, 2)::int - CASE WHEN substr(s.nik, 7, 2) > '40' THEN 40 ELSE 0 END)
              <> substr(s.tgl_lhr, 9, 2)::int
           OR (substr(s.nik, 7, 2) > '40') <> (s.jenis_klmin IN ('2', 'P', 'PEREMPUAN')) AS differs
    FROM resident_staged s
    WHERE s.nik <> '' AND NOT EXISTS (SELECT FROM import_unfit u WHERE u.row_no = s.row_no)
) looked
