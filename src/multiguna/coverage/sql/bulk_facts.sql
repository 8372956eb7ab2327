-- step: coverage.bulk_facts
-- grain: one row per NIK of a bulk question, in its order
-- reads: the bound parameters niks, possible and on; registry_person, merged_facts
-- gives: the columns of coverage_facts, and card_possible; the person is the one kept of those
--        who are the same
-- legal: the structure of a NIK is judged by registry.rules before
SELECT n.ask_id, coalesce(u.person_id, p.person_id) AS person_id, %(on)s::date AS on_date,
       false AS newborn, NULL::date AS born_on, p.person_id IS NOT NULL AS known,
       coalesce(u.birth_date, p.birth_date) AS birth_date, coalesce(u.died_on, p.died_on) AS died_on,
       coalesce(u.residency, p.residency) AS residency, coalesce(u.poor, p.poor) AS poor,
       coalesce(u.near_poor, p.near_poor) AS near_poor,
       coalesce(u.other_payer, p.other_payer) AS other_payer, n.card_possible
FROM unnest(%(niks)s::bigint[], %(possible)s::boolean[])
    WITH ORDINALITY AS n(nik, card_possible, ask_id)
LEFT JOIN registry_person p ON p.region = %(region)s AND p.nik = n.nik
LEFT JOIN merged_facts u ON u.own_id = p.person_id
