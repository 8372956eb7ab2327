-- step: registry.update_welfare
-- grain: one row per person whose welfare periods change
-- reads: person_changed (temporary), registry_person
-- gives: nothing; changes the persons
-- legal: determination of the poor and near-poor by the region (poverty letter, SKM)
UPDATE registry_person p SET poor = w.poor, near_poor = w.near_poor
FROM person_changed w
WHERE p.region = %(region)s AND p.person_id = w.person_id
