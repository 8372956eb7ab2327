-- step: registry.gaps
-- grain: one row per kind of disagreement that there is
-- reads: registry_person, registry_person_past, registry_membership; binds region
-- gives: code, persons (how many)
-- legal: what was known on a day must be answerable; a person's facts agree with each other
WITH person AS (
    SELECT p.person_id, p.birth_date, p.died_on, p.residency, p.other_payer, p.known_since
    FROM registry_person AS p
    WHERE p.region = %(region)s
),
told AS (
    SELECT
        m.person_id,
        coalesce(
            range_agg(daterange(m.valid_from, m.valid_until)) FILTER (WHERE m.active), '{}'
        ) AS other_payer
    FROM registry_membership AS m
    JOIN (
        SELECT x.person_id, max(x.import_no) AS import_no
        FROM registry_membership AS x
        WHERE x.region = %(region)s
        GROUP BY x.person_id
    ) AS last ON last.person_id = m.person_id AND last.import_no = m.import_no
    WHERE m.region = %(region)s
    GROUP BY m.person_id
),
past AS (
    SELECT x.person_id, min(x.replaced_at) AS first_at
    FROM registry_person_past AS x
    WHERE x.region = %(region)s
    GROUP BY x.person_id
)
SELECT g.code, count(*) AS persons
FROM (
    SELECT 'died_before_birth' AS code FROM person WHERE died_on < birth_date
    UNION ALL
    SELECT 'lived_before_birth' FROM person WHERE lower(residency) < birth_date
    UNION ALL
    SELECT 'payer_not_as_told' FROM told
    JOIN person ON person.person_id = told.person_id
    WHERE told.other_payer <> person.other_payer
    UNION ALL
    SELECT 'past_of_nobody' FROM past
    LEFT JOIN person ON person.person_id = past.person_id
    WHERE person.person_id IS NULL
    UNION ALL
    SELECT 'past_before_known' FROM past
    JOIN person ON person.person_id = past.person_id
    WHERE past.first_at < person.known_since
) AS g
GROUP BY g.code
ORDER BY g.code
