-- step: registry.update_events
-- grain: one row per staged row of an update file that was not applied before
-- reads: update_staged (temporary), registry_person, registry_event
-- gives: row_no, nik, person_id (null: not registered), kind, event_on, and what the row says of
--        each field (null: nothing); the birth of somebody known says nothing
-- legal: events of population and civil registration (UU 23/2006, amended by UU 24/2013)
SELECT
    s.row_no, s.nik, p.person_id, e.kind,
    CASE WHEN e.kind = 'birth' THEN s.tgl_lhr ELSE s.tgl_peristiwa END AS event_on,
    CASE WHEN e.kind = 'correction' AND s.nik_baru <> s.nik THEN s.nik_baru END AS new_nik,
    CASE WHEN whole OR carded OR moved THEN s.no_kk END AS kk,
    CASE WHEN whole AND s.nama_lgkp ~ '\S' THEN s.nama_lgkp END AS name,
    CASE WHEN whole AND s.jenis_klmin <> ''
        THEN (CASE WHEN s.jenis_klmin IN ('1', 'L', 'LAKI-LAKI') THEN 1 ELSE 2 END)::smallint
    END AS sex,
    CASE WHEN whole THEN s.tgl_lhr END AS birth_date,
    CASE WHEN whole AND s.tmpt_lhr ~ '\S' THEN s.tmpt_lhr END AS birth_place,
    CASE WHEN (whole OR moved) AND s.alamat ~ '\S' THEN s.alamat END AS address,
    CASE WHEN (whole OR moved) AND s.no_rt ~ '\S' THEN s.no_rt END AS rt,
    CASE WHEN (whole OR moved) AND s.no_rw ~ '\S' THEN s.no_rw END AS rw,
    CASE WHEN (whole OR moved) AND s.kode_kel <> '' THEN s.kode_kel END AS village_code,
    CASE WHEN whole OR carded OR moved THEN s.stat_hbkel END AS relation,
    CASE WHEN whole OR carded THEN s.status_kawin END AS marital,
    CASE WHEN (whole OR carded) AND s.ektp_status ~ '\S' THEN s.ektp_status = '1' END AS ektp,
    CASE WHEN whole THEN s.nik_ibu END AS mother_nik
FROM update_staged AS s
LEFT JOIN registry_person AS p ON p.region = %(region)s AND p.nik = s.nik
CROSS JOIN LATERAL (
    SELECT CASE s.peristiwa
        WHEN 'LAHIR' THEN 'birth' WHEN 'MATI' THEN 'death' WHEN 'DATANG' THEN 'move_in'
        WHEN 'PINDAH' THEN 'move_out' WHEN 'PINDAH_DALAM' THEN 'move_within'
        WHEN 'KARTU' THEN 'new_card' WHEN 'KOREKSI' THEN 'correction'
        WHEN 'BATAL_MATI' THEN 'death_undone' WHEN 'BATAL_PINDAH' THEN 'move_undone'
    END AS kind
) AS e
CROSS JOIN LATERAL (
    SELECT
        e.kind IN ('move_in', 'correction') OR (e.kind = 'birth' AND p.person_id IS NULL) AS whole,
        e.kind = 'new_card' AS carded, e.kind = 'move_within' AS moved
) AS says
WHERE NOT EXISTS (
    SELECT FROM registry_event AS applied
    WHERE
        applied.region = %(region)s
        AND applied.file_hash = %(file_hash)s
        AND applied.row_no = s.row_no
)
