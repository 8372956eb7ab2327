-- step: registry.update_applied
-- grain: one row per event of an update file that was applied
-- reads: update_events, update_folded (temporary), registry_person
-- gives: nothing; keeps which row of which file was applied to whom
-- legal: a row of a file is applied once (corrections keep history, UU 27/2022)
INSERT INTO registry_event (region, file_hash, row_no, import_no, person_id, kind, event_on)
SELECT %(region)s, %(file_hash)s, e.row_no, %(import_no)s, p.person_id, e.kind, e.event_on
FROM update_events AS e
JOIN update_folded AS f ON f.own_nik = e.nik
JOIN registry_person AS p ON p.region = %(region)s AND p.nik = f.nik
