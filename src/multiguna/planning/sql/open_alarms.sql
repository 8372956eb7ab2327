-- step: planning.open_alarms
-- grain: one row per alarm that was open at the end of a day
-- reads: planning_alarm; binds region, on
-- gives: code, subject, seq (of its opening), on_date (since when), figures, sentence_id, sentence_en
-- legal: what the treasurer was told stays as it was told
SELECT a.code, a.subject, a.seq, a.on_date, a.figures, a.sentence_id, a.sentence_en
FROM planning_alarm AS a
WHERE
    a.region = %(region)s
    AND a.event = 'opened'
    AND a.on_date <= %(on)s
    AND NOT EXISTS (
        SELECT FROM planning_alarm AS later
        WHERE
            later.region = %(region)s
            AND later.code = a.code
            AND later.subject = a.subject
            AND later.seq > a.seq
            AND later.on_date <= %(on)s
    )
ORDER BY a.on_date, a.code, a.subject
