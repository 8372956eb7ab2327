-- step: claims.household_claims
-- grain: one row per claim of a person, in the run or before it, with service in a year of which a
--        claim of the run meets a household's ceiling; none where no claim meets one
-- reads: weighed, claims_claim, claims_run (temporary), %(midnight_2000)s, matched, one_person, registry_person,
--        registry_person_past
-- gives: claim_id, in_run, year (of service), household_no (the family card that the registry had
--        for the person when the region's day of service ended; below zero: the person alone,
--        where it has none)
-- legal: household_ceiling_idr in the pack; what the registry learns later moves no claim of the
--        past to another card
SELECT
    c.claim_id, c.in_run, extract(year FROM c.service_date) AS year,
    coalesce(was.kk, p.kk, -c.person_id) AS household_no
FROM (
    SELECT claim_id, person_id, service_date, true AS in_run
    FROM weighed
    WHERE person_id IS NOT NULL
    UNION ALL
    SELECT
        own.claim_id, coalesce(one.person_id, m.person_id, own.person_id), own.service_date, false
    FROM claims_claim AS own
    LEFT JOIN matched AS m ON m.claim_id = own.claim_id
    LEFT JOIN one_person AS one ON one.own_id = coalesce(m.person_id, own.person_id)
    WHERE own.region = %(region)s
      AND own.service_date >= (
          SELECT date_trunc('year', min(service_date)::timestamp)::date
          FROM weighed
          WHERE household_ceiling_idr IS NOT NULL
      )
      AND own.service_date < (
          SELECT (date_trunc('year', max(service_date)::timestamp) + interval '1 year')::date
          FROM weighed
          WHERE household_ceiling_idr IS NOT NULL
      )
      AND coalesce(m.person_id, own.person_id) IS NOT NULL
      AND NOT EXISTS (SELECT FROM claims_run AS x WHERE x.claim_id = own.claim_id)
) AS c
LEFT JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = c.person_id
LEFT JOIN LATERAL (
    SELECT (past.body ->> 'kk')::bigint AS kk
    FROM registry_person_past AS past
    WHERE past.region = %(region)s AND past.person_id = c.person_id
      AND past.replaced_at
          >= %(midnight_2000)s + (c.service_date + 1 - date '2000-01-01') * interval '24 hours'
    ORDER BY past.replaced_at, past.past_id
    LIMIT 1
) AS was ON true
WHERE EXISTS (SELECT FROM weighed WHERE household_ceiling_idr IS NOT NULL)
