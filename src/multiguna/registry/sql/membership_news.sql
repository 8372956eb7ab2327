-- step: registry.membership_news
-- grain: one row per person of whom the status file says something new
-- reads: membership_rows (temporary), registry_membership, registry_person
-- gives: person_id, row_count, other_payer, told (whether the rows differ from the latest ones)
-- legal: the same file again changes nothing
WITH latest AS (
    SELECT
        m.person_id,
        string_agg(
            concat_ws(
                ' ', m.card_no, m.segment, m.active, m.valid_from,
                coalesce(m.valid_until::text, '-')
            ),
            ',' ORDER BY m.card_no, m.segment, m.active, m.valid_from, m.valid_until
        ) AS said
    FROM registry_membership AS m
    JOIN (
        SELECT x.person_id, max(x.import_no) AS import_no
        FROM registry_membership AS x
        WHERE x.region = %(region)s
        GROUP BY x.person_id
    ) AS last ON last.person_id = m.person_id AND last.import_no = m.import_no
    WHERE m.region = %(region)s
    GROUP BY m.person_id
)
SELECT r.person_id, r.row_count, r.other_payer, r.said IS DISTINCT FROM l.said AS told
FROM membership_rows AS r
JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = r.person_id
LEFT JOIN latest AS l ON l.person_id = r.person_id
WHERE r.said IS DISTINCT FROM l.said OR p.other_payer IS DISTINCT FROM r.other_payer
