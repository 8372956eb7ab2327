-- step: registry.reversed_periods
-- grain: one row per resident whose dates cannot follow each other
-- reads: resident_staged (temporary)
-- gives: row_no, code, column_name, value
-- legal: civil registry data (UU 24/2013 on population administration)
SELECT s.row_no, 'period_reversed' AS code,
       CASE WHEN s.tgl_datang < s.tgl_lhr THEN 'TGL_DATANG'
            WHEN s.tgl_pindah <= coalesce(s.tgl_datang, s.tgl_lhr) THEN 'TGL_PINDAH'
            ELSE 'TGL_MATI' END AS column_name,
       CASE WHEN s.tgl_datang < s.tgl_lhr THEN s.tgl_datang
            WHEN s.tgl_pindah <= coalesce(s.tgl_datang, s.tgl_lhr) THEN s.tgl_pindah
            ELSE s.tgl_mati END::text AS value
FROM resident_staged s
WHERE s.tgl_datang < s.tgl_lhr OR s.tgl_pindah <= coalesce(s.tgl_datang, s.tgl_lhr)
   OR s.tgl_mati < s.tgl_lhr
