-- step: coverage.population_spells
-- grain: one row per period of a person who has more than one of its kind
-- reads: population
-- gives: person_id, kind (0 residency, 1 poor, 2 near-poor, 3 other payer), first day and the day
--        after the last as day numbers (2^30: never), in order
-- legal: civil registry data (UU 24/2013)
SELECT person_id, kind, lower(period) - date '0001-01-01' + 1 AS starts,
       coalesce(upper(period) - date '0001-01-01' + 1, 1 << 30) AS until
FROM (
    SELECT p.person_id, k.kind, k.periods
    FROM population AS p
    CROSS JOIN LATERAL (
        VALUES (0, p.residency), (1, p.poor), (2, p.near_poor), (3, p.other_payer)
    ) AS k (kind, periods)
    WHERE k.periods <> datemultirange(range_merge(k.periods))
) AS several
CROSS JOIN LATERAL unnest(several.periods) AS period
ORDER BY kind, person_id, starts
