-- step: coverage.coverage_facts
-- grain: one row per row of asked
-- reads: asked (a step of the caller: ask_id, person_id, on_date, newborn, born_on),
--        registry_person
-- gives: the question and what the registry says of the person; known is false without a person
-- legal: civil registry data (UU 24/2013 on population administration)
SELECT a.ask_id, a.person_id, a.on_date, a.newborn, a.born_on, p.person_id IS NOT NULL AS known,
       p.birth_date, p.died_on, p.residency, p.poor, p.near_poor, p.other_payer
FROM asked a
LEFT JOIN registry_person p
    ON p.region = current_setting('multiguna.region') AND p.person_id = a.person_id
