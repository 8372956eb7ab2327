-- step: payments.affected_people
-- grain: one row per person whose registry row was replaced, or who is one with such a person
-- reads: registry_person_past, registry_merged; binds region, since, import_no (null: any)
-- gives: person_id, body (what the row said before the first of the changes; null where the person
--        is one with another, of whom more than one row speaks)
-- legal: corrections keep history (UU 27/2022)
SELECT coalesce(o.person_id, x.person_id) AS person_id,
       (array_agg(x.body) FILTER (WHERE o.person_id IS NULL))[1] AS body
FROM (
    SELECT DISTINCT ON (p.person_id) p.person_id, p.body
    FROM registry_person_past AS p
    WHERE
        p.region = %(region)s
        AND (%(import_no)s::bigint IS NULL OR p.import_no = %(import_no)s)
        AND (%(since)s::timestamptz IS NULL OR p.replaced_at >= %(since)s)
    ORDER BY p.person_id, p.replaced_at, p.past_id
) AS x
LEFT JOIN registry_merged AS m ON m.region = %(region)s AND m.person_id = x.person_id
LEFT JOIN registry_merged AS o ON o.region = %(region)s AND o.kept_id = m.kept_id
GROUP BY coalesce(o.person_id, x.person_id)
