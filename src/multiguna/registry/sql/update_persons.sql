-- step: registry.update_persons
-- grain: one row per changed person
-- reads: person_changed (temporary), registry_person
-- gives: nothing; changes the persons
-- legal: civil registry data (UU 24/2013 on population administration)
UPDATE registry_person p
SET nik = c.nik, kk = c.kk, name = c.name, sex = c.sex, birth_date = c.birth_date,
    birth_place = c.birth_place, address = c.address, rt = c.rt, rw = c.rw,
    village_code = c.village_code, relation = c.relation, marital = c.marital, ektp = c.ektp,
    mother_nik = c.mother_nik, died_on = c.died_on, residency = c.residency
FROM person_changed c
WHERE p.region = %(region)s AND p.person_id = c.person_id
