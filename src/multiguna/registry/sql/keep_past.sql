-- step: registry.keep_past
-- grain: one row per person about to be changed
-- reads: person_changed (temporary), registry_person
-- gives: nothing; keeps what the rows said
-- legal: corrections keep history (UU 27/2022 on personal data, right to correction)
INSERT INTO registry_person_past (region, person_id, nik, body, import_hash, import_no)
SELECT p.region, p.person_id, p.nik, to_jsonb(p) - 'region' - 'person_id', %(file_hash)s,
       %(import_no)s
FROM registry_person p
WHERE p.region = %(region)s AND p.person_id IN (SELECT person_id FROM person_changed)
