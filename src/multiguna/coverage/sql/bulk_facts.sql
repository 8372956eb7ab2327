-- step: coverage.bulk_facts
-- grain: one row per NIK of a bulk question, in its order
-- reads: the bound parameters niks, possible and on; registry_person
-- gives: the columns of coverage_facts, and card_possible
-- legal: the structure of a NIK is judged by registry.rules before
SELECT n.ask_id, p.person_id, %(on)s::date AS on_date, false AS newborn, NULL::date AS born_on,
       p.person_id IS NOT NULL AS known, p.birth_date, p.died_on, p.residency, p.poor,
       p.near_poor, p.other_payer, n.card_possible
FROM unnest(%(niks)s::bigint[], %(possible)s::boolean[])
    WITH ORDINALITY AS n(nik, card_possible, ask_id)
LEFT JOIN registry_person p ON p.region = %(region)s AND p.nik = n.nik
