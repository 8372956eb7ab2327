-- step: registry.regional_members
-- grain: one row per member whose contribution the region pays and question about them
-- reads: registry_membership, registry_person; binds region, on
-- gives: person_id, nik, card_no, code, since
-- legal: findings of the state audit: contributions paid for the dead, the moved and twice
WITH holds AS (
    SELECT m.person_id, m.card_no, m.segment, m.valid_from
    FROM registry_membership AS m
    JOIN (
        SELECT x.person_id, max(x.import_no) AS import_no
        FROM registry_membership AS x
        WHERE x.region = %(region)s
        GROUP BY x.person_id
    ) AS last ON last.person_id = m.person_id AND last.import_no = m.import_no
    WHERE
        m.region = %(region)s AND m.active
        AND m.valid_from <= %(on)s AND (m.valid_until IS NULL OR m.valid_until > %(on)s)
),
member AS (
    SELECT
        h.person_id, min(h.card_no) FILTER (WHERE h.segment = 'PBPU_PEMDA') AS card_no,
        min(h.valid_from) FILTER (WHERE h.segment = 'PBPU_PEMDA') AS since,
        count(DISTINCT h.segment) AS segments
    FROM holds AS h
    GROUP BY h.person_id
    HAVING bool_or(h.segment = 'PBPU_PEMDA')
),
shared AS (
    SELECT h.card_no FROM holds AS h GROUP BY h.card_no HAVING count(DISTINCT h.person_id) > 1
)
SELECT m.person_id, p.nik, m.card_no, odd.code, m.since
FROM member AS m
JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = m.person_id
LEFT JOIN shared AS s ON s.card_no = m.card_no
CROSS JOIN LATERAL (VALUES
    ('member_died', p.died_on < %(on)s),
    ('member_not_resident', NOT p.residency @> %(on)s::date),
    ('member_in_other_segment', m.segments > 1),
    ('card_shared', s.card_no IS NOT NULL)
) AS odd(code, so)
WHERE odd.so
ORDER BY m.person_id, odd.code
