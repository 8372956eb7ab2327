-- step: registry.update_counts
-- grain: one row per kind of event that the file has
-- reads: update_events, update_folded, person_changed (temporary)
-- gives: kind, inserted (rows that bring a person), updated, unchanged
-- legal: the counts of an import are kept with it
SELECT
    e.kind,
    count(*) FILTER (WHERE f.person_id IS NULL AND e.row_no = brings.row_no) AS inserted,
    count(*) FILTER (
        WHERE (f.person_id IS NULL AND e.row_no <> brings.row_no) OR c.own_nik IS NOT NULL
    ) AS updated,
    count(*) FILTER (WHERE f.person_id IS NOT NULL AND c.own_nik IS NULL) AS unchanged
FROM update_events AS e
JOIN update_folded AS f ON f.own_nik = e.nik
LEFT JOIN person_changed AS c ON c.own_nik = e.nik
LEFT JOIN (
    SELECT nik, min(row_no) AS row_no
    FROM update_events
    WHERE kind IN ('birth', 'move_in')
    GROUP BY nik
) AS brings ON brings.nik = e.nik
GROUP BY e.kind
ORDER BY e.kind
