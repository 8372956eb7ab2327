-- step: registry.resident_rows
-- grain: one row per staged resident, all of them sound, each NIK once
-- reads: resident_staged (temporary)
-- gives: the columns of registry_person as the file says them
-- legal: civil registry data (UU 24/2013 on population administration)
SELECT s.nik, s.no_kk AS kk, s.nama_lgkp AS name,
       (CASE WHEN s.jenis_klmin IN ('1', 'L', 'LAKI-LAKI') THEN 1 ELSE 2 END)::smallint AS sex,
       s.tgl_lhr AS birth_date, s.tmpt_lhr AS birth_place, s.alamat AS address,
       s.no_rt AS rt, s.no_rw AS rw, s.kode_kel AS village_code, s.stat_hbkel AS relation,
       s.status_kawin AS marital, s.ektp_status = '1' AS ektp, s.nik_ibu AS mother_nik,
       s.tgl_mati AS died_on,
       daterange(coalesce(s.tgl_datang, s.tgl_lhr), s.tgl_pindah) AS resident
FROM resident_staged s
