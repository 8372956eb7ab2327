-- step: registry.update_future
-- grain: one row per event whose day has not come
-- reads: update_events (temporary); binds on
-- gives: row_no, code, column_name, value
-- legal: the registry tells what has happened
SELECT e.row_no, 'date_future' AS code, 'TGL_PERISTIWA' AS column_name, e.event_on::text AS value
FROM update_events AS e
WHERE e.event_on > %(on)s
