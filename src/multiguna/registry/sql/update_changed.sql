-- step: registry.update_changed
-- grain: one row per known person whom an update file changes
-- reads: update_folded (temporary), registry_person
-- gives: the columns of update_folded
-- legal: civil registry data (UU 24/2013 on population administration)
SELECT f.*
FROM update_folded AS f
JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = f.person_id
WHERE
    (p.nik, p.kk, p.name, p.sex, p.birth_date, p.birth_place, p.address, p.rt, p.rw,
     p.village_code, p.relation, p.marital, p.ektp, p.mother_nik, p.died_on, p.residency)
    IS DISTINCT FROM
    (f.nik, f.kk, f.name, f.sex, f.birth_date, f.birth_place, f.address, f.rt, f.rw,
     f.village_code, f.relation, f.marital, f.ektp, f.mother_nik, f.died_on, f.residency)
