-- step: registry.known_versions
-- grain: one row per person asked for whom the registry knew at that instant
-- reads: registry_person, registry_person_past; binds region, person_ids, known_at
-- gives: person_id, what its row said then, known_from, known_until (null: it still says so)
-- legal: what was known on a day must be answerable (UU 27/2022; audit of past decisions)
SELECT
    p.person_id, said.nik, said.kk, said.name, said.sex, said.birth_date, said.village_code,
    said.address, said.died_on, said.residency, said.poor, said.near_poor, said.other_payer,
    greatest(p.known_since, (
        SELECT max(x.replaced_at)
        FROM registry_person_past AS x
        WHERE
            x.region = %(region)s AND x.person_id = p.person_id AND x.replaced_at <= %(known_at)s
    )) AS known_from,
    later.replaced_at AS known_until
FROM registry_person AS p
LEFT JOIN LATERAL (
    SELECT x.body, x.replaced_at
    FROM registry_person_past AS x
    WHERE x.region = %(region)s AND x.person_id = p.person_id AND x.replaced_at > %(known_at)s
    ORDER BY x.replaced_at, x.past_id
    LIMIT 1
) AS later ON TRUE
CROSS JOIN LATERAL jsonb_populate_record(p, coalesce(later.body, '{}')) AS said
WHERE
    p.region = %(region)s
    AND p.person_id = ANY(%(person_ids)s)
    AND p.known_since <= %(known_at)s
