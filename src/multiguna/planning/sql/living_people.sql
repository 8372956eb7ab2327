-- step: planning.living_people
-- grain: one row per patient of the lived year
-- reads: living_people, living_periods (temporary)
-- gives: what adjudication and coverage read of a person; nobody has a name, and the NIK is the
--        person's own number here, the family card the household's (null: none is known)
-- legal: an invented or copied city, which stays in temporary tables
SELECT
    current_setting('multiguna.region') AS region, p.person_id, p.person_id AS nik,
    nullif(p.household, 0) AS kk, p.sex,
    date '0001-01-01' + (p.birth - 1) AS birth_date,
    CASE WHEN p.died < 1 << 30 THEN date '0001-01-01' + (p.died - 1) END AS died_on,
    coalesce(h.residency, '{}') AS residency, coalesce(h.poor, '{}') AS poor,
    coalesce(h.near_poor, '{}') AS near_poor, coalesce(h.other_payer, '{}') AS other_payer
FROM living_people AS p
LEFT JOIN (
    SELECT
        person_id, range_agg(period) FILTER (WHERE kind = 0) AS residency,
        range_agg(period) FILTER (WHERE kind = 1) AS poor,
        range_agg(period) FILTER (WHERE kind = 2) AS near_poor,
        range_agg(period) FILTER (WHERE kind = 3) AS other_payer
    FROM (
        SELECT
            person_id, kind,
            daterange(
                date '0001-01-01' + (starts - 1),
                CASE WHEN until < 1 << 30 THEN date '0001-01-01' + (until - 1) END
            ) AS period
        FROM living_periods
    ) AS each_one
    GROUP BY person_id
) AS h ON h.person_id = p.person_id
