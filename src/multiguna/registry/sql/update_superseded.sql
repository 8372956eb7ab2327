-- step: registry.update_superseded
-- grain: one row per event that is older than what was applied to its person of the same facts
-- reads: update_events (temporary), registry_event
-- gives: row_no, code, column_name, value
-- legal: a late file tells what was, and takes nothing newer away; a person decides
SELECT e.row_no, 'superseded' AS code, 'TGL_PERISTIWA' AS column_name, e.event_on::text AS value
FROM update_events AS e
WHERE EXISTS (
    SELECT FROM registry_event AS a
    WHERE
        a.region = %(region)s AND a.person_id = e.person_id AND a.event_on > e.event_on
        AND a.kind = ANY(CASE e.kind
            WHEN 'new_card' THEN ARRAY['new_card', 'correction']
            WHEN 'move_within' THEN ARRAY['move_within', 'move_in', 'correction']
            WHEN 'move_in' THEN ARRAY['move_within', 'move_in', 'correction']
            WHEN 'correction' THEN ARRAY['new_card', 'move_within', 'move_in', 'correction']
        END)
)
