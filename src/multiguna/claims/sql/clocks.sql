-- step: claims.clocks
-- grain: one row per claim asked for
-- reads: clocked (claim_id, received_on), decide_days, stops, pauses
-- gives: claim_id, started_on, due (the last day to decide), paused_days, state (running, paused,
--        late, stopped), days_left (negative: late), stopped_on, unanswered, answered
-- legal: the pack: decide_days_max, from the day of receipt, moved by the days that the hospital
--        took to answer (rules/clocks.py is the twin)
SELECT
    d.claim_id, d.received_on AS started_on, d.due, d.paused_days,
    CASE
        WHEN d.stopped_on IS NOT NULL THEN 'stopped'
        WHEN d.awaited THEN 'paused'
        WHEN d.seen_on > d.due THEN 'late'
        ELSE 'running'
    END AS state,
    d.due - d.seen_on AS days_left, d.stopped_on, d.stop_version,
    d.ran_out AND d.stopped_on IS NULL AS unanswered,
    d.answered AND d.stopped_on IS NULL AS answered
FROM (
    SELECT
        c.claim_id, c.received_on, s.stopped_on, s.stop_version,
        coalesce(s.stopped_on, %(on)s) AS seen_on,
        coalesce(r.paused_days, 0) AS paused_days,
        c.received_on + g.days_max + coalesce(r.paused_days, 0) AS due,
        coalesce(p.awaited, false) AS awaited, coalesce(p.ran_out, false) AS ran_out,
        coalesce(p.answered, false) AS answered
    FROM clocked AS c
    JOIN decide_days AS g ON c.received_on >= g.valid_from AND c.received_on < g.valid_until
    LEFT JOIN stops AS s ON s.claim_id = c.claim_id
    LEFT JOIN pauses AS p ON p.claim_id = c.claim_id
    LEFT JOIN LATERAL (
        SELECT sum(upper(rest.days) - lower(rest.days))::integer AS paused_days
        FROM unnest(p.rests) AS rest (days)
    ) AS r ON true
) AS d
