-- step: registry.changed_residents
-- grain: one row per known person whom the file describes otherwise
-- reads: resident_rows, registry_person
-- gives: person_id, the new columns, and residency: the earlier periods that had ended by the
--        arrival the file names, and the file's period; any other period was said in error
-- legal: civil registry data (UU 24/2013 on population administration)
SELECT p.person_id, r.*, lived.residency
FROM resident_rows r
JOIN registry_person p ON p.region = %(region)s AND p.nik = r.nik
CROSS JOIN LATERAL (
    SELECT datemultirange(r.resident) + coalesce(range_agg(part), '{}') AS residency
    FROM unnest(p.residency) AS part
    WHERE upper(part) <= lower(r.resident)
) lived
WHERE (p.kk, p.name, p.sex, p.birth_date, p.birth_place, p.address, p.rt, p.rw, p.village_code,
       p.relation, p.marital, p.ektp, p.mother_nik, p.died_on, p.residency)
   IS DISTINCT FROM
      (r.kk, r.name, r.sex, r.birth_date, r.birth_place, r.address, r.rt, r.rw, r.village_code,
       r.relation, r.marital, r.ektp, r.mother_nik, r.died_on, lived.residency)
