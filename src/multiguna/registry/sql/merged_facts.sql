-- step: registry.merged_facts
-- grain: one row per person of those who are one: the one kept, and each absorbed
-- reads: registry_merged, registry_person
-- gives: own_id, person_id (of the one kept), and what coverage reads of a person: the periods of
--        all of them together, the day of birth of the one kept, and the day of death of the one
--        kept, else the earliest
-- legal: one person, one NIK (UU 24/2013, article 64); a merge loses no fact
SELECT m.person_id AS own_id, whole.*
FROM registry_merged AS m
JOIN (
    SELECT
        x.kept_id AS person_id,
        min(p.birth_date) FILTER (WHERE x.is_kept) AS birth_date,
        coalesce(min(p.died_on) FILTER (WHERE x.is_kept), min(p.died_on)) AS died_on,
        range_agg(p.residency) AS residency, range_agg(p.poor) AS poor,
        range_agg(p.near_poor) AS near_poor, range_agg(p.other_payer) AS other_payer
    FROM registry_merged AS x
    JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = x.person_id
    WHERE x.region = %(region)s
    GROUP BY x.kept_id
) AS whole ON whole.person_id = m.kept_id
WHERE m.region = %(region)s
