-- step: coverage.population
-- grain: one row per person of the acting region; of those who are one, the one kept
-- reads: registry_person, registry_merged, merged_facts
-- gives: person_id, sex, and what coverage reads of a person, of all who are one together
-- legal: civil registry data (UU 24/2013); no name and no number of a card is read
SELECT p.person_id, p.sex, coalesce(u.birth_date, p.birth_date) AS birth_date,
       coalesce(u.died_on, p.died_on) AS died_on, coalesce(u.residency, p.residency) AS residency,
       coalesce(u.poor, p.poor) AS poor, coalesce(u.near_poor, p.near_poor) AS near_poor,
       coalesce(u.other_payer, p.other_payer) AS other_payer
FROM registry_person AS p
LEFT JOIN registry_merged AS m ON m.region = %(region)s AND m.person_id = p.person_id
LEFT JOIN merged_facts AS u ON u.own_id = p.person_id
WHERE p.region = current_setting('multiguna.region') AND m.is_kept IS NOT FALSE
