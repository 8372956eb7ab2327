-- step: planning.residents_on
-- grain: one row
-- reads: registry_person; binds region, on
-- gives: how many people lived in the region on a day
-- legal: the number of people covered (parameters expected_inpatient_per_1000 and its like)
SELECT count(*)
FROM registry_person AS p
WHERE
    p.region = %(region)s
    AND p.residency @> %(on)s::date
    AND (p.died_on IS NULL OR p.died_on > %(on)s)
