-- step: claims.stops
-- grain: one row per claim that was decided for good up to the day asked about
-- reads: clocked (claim_id), claims_adjudication
-- gives: claim_id, stopped_on (the day of the first decision that is no question), stop_version
-- legal: a decision stops the clock; an appeal has a clock of its own
SELECT a.claim_id, min(a.decided_on) AS stopped_on, min(a.version) AS stop_version
FROM clocked AS c
JOIN claims_adjudication AS a ON a.region = %(region)s AND a.claim_id = c.claim_id
WHERE a.outcome <> 'pended' AND a.decided_on <= %(on)s
GROUP BY a.claim_id
