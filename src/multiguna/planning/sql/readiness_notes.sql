-- step: planning.readiness_notes
-- grain: one row per item of readiness about which something was noted by a day, the latest note
-- reads: planning_readiness_note; binds region, on
-- gives: item, text, noted_on, recorded_by
-- legal: none; what the data cannot show is somebody's word, with name and day
SELECT DISTINCT ON (n.item) n.item, n.text, n.noted_on, n.recorded_by
FROM planning_readiness_note AS n
WHERE n.region = %(region)s AND n.noted_on <= %(on)s
ORDER BY n.item, n.seq DESC
