-- step: coverage.population_columns
-- grain: one row per person of the acting region; of those who are one, the one kept
-- reads: population
-- gives: person_id, sex, and as day numbers (2^30: never) birth, death, and of each kind of period
--        the first day and the day after the last
-- legal: civil registry data (UU 24/2013); no name and no number of a card leaves the registry
SELECT person_id, sex, birth_date - date '0001-01-01' + 1 AS birth,
       coalesce(died_on - date '0001-01-01' + 1, 1 << 30) AS died,
       coalesce(lower(residency) - date '0001-01-01' + 1, 1 << 30) AS resident_from,
       coalesce(upper(residency) - date '0001-01-01' + 1, 1 << 30) AS resident_until,
       coalesce(lower(poor) - date '0001-01-01' + 1, 1 << 30) AS poor_from,
       coalesce(upper(poor) - date '0001-01-01' + 1, 1 << 30) AS poor_until,
       coalesce(lower(near_poor) - date '0001-01-01' + 1, 1 << 30) AS near_poor_from,
       coalesce(upper(near_poor) - date '0001-01-01' + 1, 1 << 30) AS near_poor_until,
       coalesce(lower(other_payer) - date '0001-01-01' + 1, 1 << 30) AS payer_from,
       coalesce(upper(other_payer) - date '0001-01-01' + 1, 1 << 30) AS payer_until
FROM population
ORDER BY person_id
