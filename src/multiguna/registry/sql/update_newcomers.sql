-- step: registry.update_newcomers
-- grain: one row per person whom an update file brings
-- reads: update_folded (temporary)
-- gives: nothing; adds the persons, in the order of the unique index
-- legal: civil registry data (UU 24/2013 on population administration)
INSERT INTO registry_person (region, nik, kk, name, sex, birth_date, birth_place, address, rt, rw,
    village_code, relation, marital, ektp, mother_nik, died_on, residency)
SELECT %(region)s, nik, kk, name, sex, birth_date, birth_place, address, rt, rw, village_code,
       relation, marital, ektp, mother_nik, died_on, residency
FROM update_folded
WHERE person_id IS NULL
ORDER BY nik
