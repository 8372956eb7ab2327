-- step: registry.resident_rows
-- grain: one row per fit staged resident, the first row of each NIK
-- reads: resident_staged, import_unfit (temporary)
-- gives: the columns of registry_person as the file says them
-- legal: civil registry data (UU 24/2013 on population administration)
SELECT s.nik::bigint AS nik, s.no_kk::bigint AS kk, s.nama_lgkp AS name,
       (CASE WHEN s.jenis_klmin IN ('1', 'L', 'LAKI-LAKI') THEN 1 ELSE 2 END)::smallint AS sex,
       s.tgl_lhr::date AS birth_date, s.tmpt_lhr AS birth_place, s.alamat AS address,
       s.no_rt AS rt, s.no_rw AS rw, s.kode_kel AS village_code,
       s.stat_hbkel::smallint AS relation, s.status_kawin::smallint AS marital,
       s.ektp_status = '1' AS ektp, nullif(s.nik_ibu, '')::bigint AS mother_nik,
       nullif(s.tgl_mati, '')::date AS died_on,
       daterange(coalesce(nullif(s.tgl_datang, '')::date, s.tgl_lhr::date),
                 nullif(s.tgl_pindah, '')::date) AS resident
FROM resident_staged s
WHERE s.nik <> '' AND NOT EXISTS (SELECT FROM import_unfit u WHERE u.row_no = s.row_no)
