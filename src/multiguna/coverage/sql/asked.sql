-- step: coverage.asked
-- grain: one row per NIK of a bulk question, in its order
-- reads: the bound parameters niks, possible and on; registry_person
-- gives: ask_id, person_id (null: unknown), card_possible, on_date, newborn, born_on
-- legal: the structure of a NIK is judged by registry.rules before
SELECT n.ask_id, p.person_id, n.card_possible, %(on)s::date AS on_date, false AS newborn,
       NULL::date AS born_on
FROM unnest(%(niks)s::bigint[], %(possible)s::boolean[])
    WITH ORDINALITY AS n(nik, card_possible, ask_id)
LEFT JOIN registry_person p ON p.region = %(region)s AND p.nik = n.nik
