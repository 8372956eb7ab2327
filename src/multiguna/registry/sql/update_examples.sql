-- step: registry.update_examples
-- grain: one row per example: up to three persons of each kind of event that changes something
-- reads: update_events, update_folded, person_changed (temporary), registry_person
-- gives: kind, nik, event_on, before and after (json; before is null for a newcomer)
-- legal: a preview shows what changes, without names, numbers and addresses (UU 27/2022)
SELECT x.kind, x.nik, x.event_on,
    to_jsonb(p) - 'region' - 'person_id' - 'known_since' - 'poor' - 'near_poor' - 'other_payer'
        AS before,
    to_jsonb(f) - 'person_id' - 'own_nik' - 'first_row' AS after
FROM (
    SELECT
        e.kind, e.nik, e.event_on, e.row_no,
        row_number() OVER (PARTITION BY e.kind ORDER BY e.row_no) AS place
    FROM update_events AS e
    JOIN update_folded AS f ON f.own_nik = e.nik
    LEFT JOIN person_changed AS c ON c.own_nik = e.nik
    WHERE f.person_id IS NULL OR c.own_nik IS NOT NULL
) AS x
JOIN update_folded AS f ON f.own_nik = x.nik
LEFT JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = f.person_id
WHERE x.place <= 3
ORDER BY x.kind, x.row_no
