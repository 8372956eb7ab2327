-- step: claims.decide_days
-- grain: one row per period with one number
-- reads: %(decide_days)s, the values of the pack's decide_days_max by days of receipt
-- gives: valid_from, valid_until (half-open), days_max
-- legal: the pack: decide_days_max
SELECT
    coalesce(p.valid_from, '-infinity') AS valid_from,
    coalesce(p.valid_until, 'infinity') AS valid_until,
    p.days_max
FROM jsonb_to_recordset(%(decide_days)s) AS p (valid_from date, valid_until date, days_max integer)
