-- step: registry.known_merges
-- grain: one row per merge that stood at that instant
-- reads: registry_merge; binds region, known_at
-- gives: kept_id, absorbed_id, in the order of the acts
-- legal: what was known on a day must be answerable
SELECT m.kept_id, m.absorbed_id
FROM registry_merge AS m
WHERE
    m.region = %(region)s
    AND m.kind = 'merge'
    AND m.recorded_at <= %(known_at)s
    AND NOT EXISTS (
        SELECT FROM registry_merge AS u
        WHERE u.region = %(region)s AND u.undoes = m.merge_no AND u.recorded_at <= %(known_at)s
    )
ORDER BY m.merge_no
