-- step: registry.update_folded
-- grain: one row per person whom an update file names
-- reads: update_events (temporary), registry_person
-- gives: person_id (null: a newcomer), own_nik (before), first_row, and the columns of
--        registry_person after the file: of each field what was said of the last day (without a
--        day: after all days; of one day: the last row), of death the last row, of residency each
--        arrival until the next departure
-- legal: events of population and civil registration (UU 23/2006, amended by UU 24/2013)
WITH said AS (
    SELECT
        e.nik AS own_nik, e.person_id, min(e.row_no) AS first_row,
        (array_agg(e.new_nik ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.new_nik IS NOT NULL))[1]
            AS new_nik,
        (array_agg(e.kk ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.kk IS NOT NULL))[1] AS kk,
        (array_agg(e.name ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.name IS NOT NULL))[1] AS name,
        (array_agg(e.sex ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.sex IS NOT NULL))[1] AS sex,
        (array_agg(e.birth_date ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.birth_date IS NOT NULL))[1] AS birth_date,
        (array_agg(e.birth_place ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.birth_place IS NOT NULL))[1] AS birth_place,
        (array_agg(e.address ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.address IS NOT NULL))[1]
            AS address,
        (array_agg(e.rt ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.rt IS NOT NULL))[1] AS rt,
        (array_agg(e.rw ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.rw IS NOT NULL))[1] AS rw,
        (array_agg(e.village_code ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.village_code IS NOT NULL))[1] AS village_code,
        (array_agg(e.relation ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.relation IS NOT NULL))[1]
            AS relation,
        (array_agg(e.marital ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.marital IS NOT NULL))[1]
            AS marital,
        (array_agg(e.ektp ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.ektp IS NOT NULL))[1] AS ektp,
        (array_agg(e.mother_nik ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
            FILTER (WHERE e.mother_nik IS NOT NULL))[1] AS mother_nik,
        bool_or(e.kind IN ('death', 'death_undone')) AS death_told,
        (array_agg(CASE WHEN e.kind = 'death' THEN e.event_on END ORDER BY e.row_no DESC)
            FILTER (WHERE e.kind IN ('death', 'death_undone')))[1] AS died_on,
        array_agg(e.event_on) FILTER (
            WHERE e.kind = 'move_in' OR (e.kind = 'birth' AND e.person_id IS NULL)
        ) AS arrivals,
        array_agg(e.event_on) FILTER (WHERE e.kind = 'move_undone') AS undone
    FROM update_events AS e
    GROUP BY e.nik, e.person_id
),
gone AS (
    SELECT o.nik, array_agg(o.event_on) AS departures
    FROM update_events AS o
    WHERE o.kind = 'move_out' AND NOT EXISTS (
        SELECT FROM update_events AS u
        WHERE
            u.nik = o.nik AND u.kind = 'move_undone'
            AND u.event_on = o.event_on AND u.row_no > o.row_no
    )
    GROUP BY o.nik
)
SELECT
    s.person_id, s.own_nik, s.first_row, coalesce(s.new_nik, s.own_nik) AS nik,
    coalesce(s.kk, p.kk) AS kk, coalesce(s.name, p.name) AS name, coalesce(s.sex, p.sex) AS sex,
    b.birth_date, coalesce(s.birth_place, p.birth_place, '') AS birth_place,
    coalesce(s.address, p.address, '') AS address, coalesce(s.rt, p.rt, '') AS rt,
    coalesce(s.rw, p.rw, '') AS rw, coalesce(s.village_code, p.village_code) AS village_code,
    coalesce(s.relation, p.relation) AS relation, coalesce(s.marital, p.marital) AS marital,
    coalesce(s.ektp, p.ektp, false) AS ektp, coalesce(s.mother_nik, p.mother_nik) AS mother_nik,
    CASE WHEN s.death_told THEN s.died_on ELSE p.died_on END AS died_on,
    lives.residency
FROM said AS s
LEFT JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = s.person_id
LEFT JOIN gone AS g ON g.nik = s.own_nik
CROSS JOIN LATERAL (SELECT coalesce(s.birth_date, p.birth_date) AS birth_date) AS b
CROSS JOIN LATERAL (
    SELECT
        coalesce(range_agg(daterange(starts.on_day, (
            SELECT min(ends.on_day)
            FROM (
                SELECT upper(part) AS on_day
                FROM unnest(p.residency) AS part
                WHERE upper(part) <> ALL(coalesce(s.undone, '{}'::date[]))
                UNION ALL
                SELECT unnest(g.departures)
            ) AS ends
            WHERE ends.on_day > starts.on_day
        ))), '{}') * datemultirange(daterange(b.birth_date, NULL)) AS residency
    FROM (
        SELECT CASE
            WHEN lower(part) = p.birth_date THEN b.birth_date ELSE lower(part)
        END AS on_day
        FROM unnest(p.residency) AS part
        UNION ALL
        SELECT unnest(s.arrivals)
    ) AS starts
) AS lives
