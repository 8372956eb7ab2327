-- step: payments.affected_facts
-- grain: two rows per row of affected_asked: what is known now, and (where one row spoke of the
--        person) what was known before
-- reads: affected_asked, registry_person, merged_facts; binds region
-- gives: the columns of coverage_facts; ask_id is twice ask_no, plus one for what was known before
-- legal: civil registry data (UU 24/2013 on population administration)
SELECT a.ask_no * 2 AS ask_id, a.person_id, a.on_date, a.born_on IS NOT NULL AS newborn, a.born_on,
       true AS known, coalesce(u.birth_date, p.birth_date) AS birth_date,
       CASE WHEN u.own_id IS NULL THEN p.died_on ELSE u.died_on END AS died_on,
       coalesce(u.residency, p.residency) AS residency, coalesce(u.poor, p.poor) AS poor,
       coalesce(u.near_poor, p.near_poor) AS near_poor,
       coalesce(u.other_payer, p.other_payer) AS other_payer
FROM affected_asked AS a
JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = a.person_id
LEFT JOIN merged_facts AS u ON u.own_id = a.person_id
UNION ALL
SELECT a.ask_no * 2 + 1, a.person_id, a.on_date, a.born_on IS NOT NULL, a.born_on, true,
       said.birth_date, said.died_on, said.residency, said.poor, said.near_poor, said.other_payer
FROM affected_asked AS a
CROSS JOIN LATERAL jsonb_populate_record(NULL::registry_person, a.body) AS said
WHERE a.body IS NOT NULL
