-- step: planning.living_households
-- grain: one row per person of the acting region
-- reads: registry_person
-- gives: person_id, household_no (alike for those on one family card; the card's own number stays in
--        the registry)
-- legal: household_ceiling_idr in the pack counts everybody on a card together
SELECT person_id, dense_rank() OVER (ORDER BY kk) AS household_no
FROM registry_person
WHERE region = %(region)s
ORDER BY person_id
