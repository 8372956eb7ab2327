-- step: planning.ready_lists
-- grain: one row
-- reads: coverage_enrolment, coverage_list; binds region, on
-- gives: devices (enrolled by the day), listed_on (day of the latest offline list, or null)
-- legal: none; desks without a network decide by a list that is soon too old
SELECT
    (
        SELECT count(*)
        FROM coverage_enrolment AS e
        WHERE e.region = %(region)s AND e.enrolled_on <= %(on)s
    ) AS devices,
    (
        SELECT max(l.day)
        FROM coverage_list AS l
        WHERE l.region = %(region)s AND l.day <= %(on)s
    ) AS listed_on
