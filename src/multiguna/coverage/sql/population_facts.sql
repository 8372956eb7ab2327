-- step: coverage.population_facts
-- grain: one row per registered person
-- reads: registry_person
-- gives: the columns of coverage_facts, asked of everybody for one day
-- legal: civil registry data (UU 24/2013 on population administration)
SELECT p.person_id AS ask_id, p.person_id, %(on)s::date AS on_date, false AS newborn,
       NULL::date AS born_on, true AS known, p.birth_date, p.died_on, p.residency, p.poor,
       p.near_poor, p.other_payer
FROM registry_person p
WHERE p.region = %(region)s
