-- step: coverage.listed_population
-- grain: one row per covered NIK; somebody who is registered twice is listed under both
-- reads: coverage_decided and coverage_facts (asked of the population), registry_person; the bound
--        parameters care_class and youngest_birth
-- gives: nik, value (twin of coverage.rules.offline.list_value)
-- legal: a list says that somebody is covered and nothing else of the person (UU 27/2022)
SELECT p.nik,
       (%(care_class)s + CASE WHEN f.birth_date > %(youngest_birth)s THEN 4 ELSE 0 END)::smallint
           AS value
FROM coverage_decided d
JOIN coverage_facts f ON f.ask_id = d.ask_id
JOIN registry_person p ON p.region = %(region)s AND p.person_id = d.ask_id
WHERE d.covered
