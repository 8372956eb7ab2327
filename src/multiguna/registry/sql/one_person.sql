-- step: registry.one_person
-- grain: one row per person that another one absorbed
-- reads: registry_merged
-- gives: own_id, person_id (of the one kept)
-- legal: one person, one NIK (UU 24/2013, article 64)
SELECT m.person_id AS own_id, m.kept_id AS person_id
FROM registry_merged AS m
WHERE m.region = %(region)s AND NOT m.is_kept
