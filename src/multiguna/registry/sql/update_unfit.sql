-- step: registry.update_unfit
-- grain: one row per event that does not fit what is registered of its person
-- reads: update_events (temporary), registry_person
-- gives: row_no, code, column_name, value
-- legal: events of population and civil registration (UU 23/2006, amended by UU 24/2013)
WITH person AS (
    SELECT
        e.nik, p.person_id, p.died_on, coalesce(p.residency, '{}') AS lived,
        p.person_id IS NOT NULL OR bool_or(e.kind IN ('birth', 'move_in')) AS known,
        coalesce(
            (array_agg(e.birth_date ORDER BY e.event_on DESC NULLS FIRST, e.row_no DESC)
                FILTER (WHERE e.birth_date IS NOT NULL))[1],
            p.birth_date
        ) AS birth_date,
        min(e.event_on) FILTER (
            WHERE e.kind = 'move_in' OR (e.kind = 'birth' AND p.person_id IS NULL)
        ) AS arrived_on,
        min(e.event_on) FILTER (WHERE e.kind = 'move_out') AS left_on,
        array_agg(e.event_on) FILTER (WHERE e.kind = 'move_out') AS departures,
        bool_or(e.kind IN ('death', 'death_undone')) AS death_told
    FROM update_events AS e
    LEFT JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = e.person_id
    GROUP BY e.nik, p.region, p.person_id, p.died_on, p.residency, p.birth_date
)
SELECT
    e.row_no, j.code,
    CASE
        WHEN j.code = 'person_unknown' THEN 'NIK'
        WHEN e.kind = 'correction' THEN 'TGL_LHR'
        ELSE 'TGL_PERISTIWA'
    END AS column_name,
    CASE
        WHEN j.code = 'person_unknown' THEN e.nik::text
        WHEN e.kind = 'correction' THEN e.birth_date::text
        ELSE e.event_on::text
    END AS value
FROM update_events AS e
JOIN person AS p ON p.nik = e.nik
CROSS JOIN LATERAL (
    SELECT EXISTS (
        SELECT FROM unnest(p.lived) AS part WHERE upper(part) = e.event_on
    ) AS ended
) AS past
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN NOT p.known THEN 'person_unknown'
        WHEN e.kind = 'death' AND e.event_on < p.birth_date THEN 'period_reversed'
        WHEN e.kind = 'move_in' AND p.lived @> e.event_on AND p.lived @> e.event_on - 1
            AND (p.left_on <= e.event_on) IS NOT TRUE THEN 'resident_already'
        WHEN e.kind = 'move_out' AND NOT p.lived @> e.event_on - 1 AND NOT past.ended
            AND (p.arrived_on < e.event_on) IS NOT TRUE THEN 'not_resident'
        WHEN e.kind = 'move_undone' AND NOT past.ended
            AND (e.event_on = ANY(p.departures)) IS NOT TRUE THEN 'nothing_to_undo'
        WHEN e.kind = 'correction' AND e.birth_date > p.died_on AND NOT p.death_told
            THEN 'period_reversed'
    END AS code
) AS j
WHERE j.code IS NOT NULL
