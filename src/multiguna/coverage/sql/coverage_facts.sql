-- step: coverage.coverage_facts
-- grain: one row per row of asked
-- reads: asked (a step of the caller: ask_id, person_id, on_date, newborn, born_on),
--        registry_person, merged_facts
-- gives: the question and what the registry says of the person, together with those who are the
--        same; known is false without a person
-- legal: civil registry data (UU 24/2013 on population administration)
SELECT a.ask_id, a.person_id, a.on_date, a.newborn, a.born_on, p.person_id IS NOT NULL AS known,
       coalesce(u.birth_date, p.birth_date) AS birth_date, coalesce(u.died_on, p.died_on) AS died_on,
       coalesce(u.residency, p.residency) AS residency, coalesce(u.poor, p.poor) AS poor,
       coalesce(u.near_poor, p.near_poor) AS near_poor,
       coalesce(u.other_payer, p.other_payer) AS other_payer
FROM asked a
LEFT JOIN registry_person p
    ON p.region = current_setting('multiguna.region') AND p.person_id = a.person_id
LEFT JOIN merged_facts u ON u.own_id = a.person_id
