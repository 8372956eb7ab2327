-- step: registry.update_membership
-- grain: one row per person whose other payer changes
-- reads: person_changed (temporary), registry_person
-- gives: nothing; changes the persons
-- legal: who is an active member of JKN has another payer (UU 24/2011)
UPDATE registry_person p SET other_payer = c.other_payer
FROM person_changed c
WHERE p.region = %(region)s AND p.person_id = c.person_id
