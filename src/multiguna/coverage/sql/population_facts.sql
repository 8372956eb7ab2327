-- step: coverage.population_facts
-- grain: one row per registered NIK
-- reads: registry_person, merged_facts
-- gives: the columns of coverage_facts, asked of everybody for one day; ask_id is the holder of
--        the NIK, person_id the one kept of those who are the same
-- legal: civil registry data (UU 24/2013 on population administration)
SELECT p.person_id AS ask_id, coalesce(u.person_id, p.person_id) AS person_id,
       %(on)s::date AS on_date, false AS newborn, NULL::date AS born_on, true AS known,
       coalesce(u.birth_date, p.birth_date) AS birth_date, coalesce(u.died_on, p.died_on) AS died_on,
       coalesce(u.residency, p.residency) AS residency, coalesce(u.poor, p.poor) AS poor,
       coalesce(u.near_poor, p.near_poor) AS near_poor,
       coalesce(u.other_payer, p.other_payer) AS other_payer
FROM registry_person p
LEFT JOIN merged_facts u ON u.own_id = p.person_id
WHERE p.region = %(region)s
