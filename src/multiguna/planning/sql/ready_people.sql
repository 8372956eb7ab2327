-- step: planning.ready_people
-- grain: one row
-- reads: registry_person; binds region, on, villages (the codes that the pack has)
-- gives: residents on the day, outside (those of them in no village of the pack), empty (villages
--        of the pack in which nobody lives)
-- legal: region codes of the Ministry of Home Affairs (village 36.71.07.1003)
SELECT
    coalesce(sum(lived.residents), 0)::bigint AS residents,
    coalesce(sum(lived.residents) FILTER (WHERE known.village_code IS NULL), 0)::bigint AS outside,
    count(*) FILTER (WHERE lived.village_code IS NULL) AS empty
FROM unnest(%(villages)s::text[]) AS known (village_code)
FULL JOIN (
    SELECT p.village_code, count(*) AS residents
    FROM registry_person AS p
    WHERE
        p.region = %(region)s
        AND p.residency @> %(on)s::date
        AND (p.died_on IS NULL OR p.died_on > %(on)s)
    GROUP BY p.village_code
) AS lived ON lived.village_code = known.village_code
