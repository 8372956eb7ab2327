-- step: registry.update_misplaced
-- grain: one row per event that names somebody else's NIK, as its own or as the new one
-- reads: update_events, update_staged (temporary), registry_person
-- gives: row_no, code, column_name, value
-- legal: one person, one NIK (UU 24/2013, article 64); whom to change must be certain
WITH newcomer AS (
    SELECT
        e.row_no, e.nik, e.person_id, s.tgl_lhr AS birth_date,
        (CASE WHEN s.jenis_klmin IN ('1', 'L', 'LAKI-LAKI') THEN 1 ELSE 2 END)::smallint AS sex
    FROM update_events AS e
    JOIN update_staged AS s ON s.row_no = e.row_no
    WHERE e.kind IN ('birth', 'move_in')
),
held AS (
    SELECT DISTINCT ON (n.nik)
        n.nik, coalesce(p.birth_date, n.birth_date) AS birth_date, coalesce(p.sex, n.sex) AS sex
    FROM newcomer AS n
    LEFT JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = n.person_id
    ORDER BY n.nik, n.row_no
),
wanted AS (
    SELECT e.new_nik, count(DISTINCT e.nik) AS askers
    FROM update_events AS e
    WHERE e.new_nik IS NOT NULL
    GROUP BY e.new_nik
)
SELECT n.row_no, 'nik_taken' AS code, 'NIK' AS column_name, n.nik::text AS value
FROM newcomer AS n
JOIN held AS h ON h.nik = n.nik
WHERE (n.birth_date, n.sex) IS DISTINCT FROM (h.birth_date, h.sex)
UNION ALL
SELECT e.row_no, 'nik_taken', 'NIK_BARU', e.new_nik::text
FROM update_events AS e
JOIN wanted AS w ON w.new_nik = e.new_nik
WHERE
    w.askers > 1
    OR EXISTS (SELECT FROM held AS h WHERE h.nik = e.new_nik)
    OR EXISTS (
        SELECT FROM registry_person AS p WHERE p.region = %(region)s AND p.nik = e.new_nik
    )
