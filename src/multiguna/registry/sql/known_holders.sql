-- step: registry.known_holders
-- grain: one row per person who has or had a NIK
-- reads: registry_person, registry_person_past; binds region, nik
-- gives: person_id
-- legal: a corrected NIK answers for the days on which it was the one known
SELECT p.person_id
FROM registry_person AS p
WHERE p.region = %(region)s AND p.nik = %(nik)s
UNION
SELECT x.person_id
FROM registry_person_past AS x
WHERE x.region = %(region)s AND x.nik = %(nik)s
