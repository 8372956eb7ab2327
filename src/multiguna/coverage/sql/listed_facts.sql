-- step: coverage.listed_facts
-- grain: one row per registered NIK
-- reads: registry_person, merged_facts; the bound parameters on, region, care_class, youngest_birth
-- gives: the columns of coverage_facts; ask_id is the NIK times 8 and what a list says of its
--        holder (twin of coverage.rules.offline.list_value), so that nothing is looked up again
-- legal: civil registry data (UU 24/2013 on population administration)
SELECT f.nik * 8 + %(care_class)s
           + CASE WHEN f.birth_date > %(youngest_birth)s THEN 4 ELSE 0 END AS ask_id,
       f.person_id, %(on)s::date AS on_date, false AS newborn, NULL::date AS born_on,
       true AS known, f.birth_date, f.died_on, f.residency, f.poor, f.near_poor, f.other_payer
FROM (
    SELECT p.nik, coalesce(u.person_id, p.person_id) AS person_id,
           coalesce(u.birth_date, p.birth_date) AS birth_date,
           coalesce(u.died_on, p.died_on) AS died_on,
           coalesce(u.residency, p.residency) AS residency, coalesce(u.poor, p.poor) AS poor,
           coalesce(u.near_poor, p.near_poor) AS near_poor,
           coalesce(u.other_payer, p.other_payer) AS other_payer
    FROM registry_person p
    LEFT JOIN merged_facts u ON u.own_id = p.person_id
    WHERE p.region = %(region)s
) f
