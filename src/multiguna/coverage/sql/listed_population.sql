-- step: coverage.listed_population
-- grain: one row per covered NIK; somebody who is registered twice is listed under both
-- reads: coverage_decided (of listed_facts)
-- gives: nik, value (what a list says of its holder)
-- legal: a list says that somebody is covered and nothing else of the person (UU 27/2022)
SELECT d.ask_id / 8 AS nik, (d.ask_id - d.ask_id / 8 * 8)::smallint AS value
FROM coverage_decided d
WHERE d.covered
