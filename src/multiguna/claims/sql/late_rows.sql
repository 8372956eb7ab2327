-- step: claims.late_rows
-- grain: one row per hospital and month of receipt
-- reads: clocked (claim_id, received_on, provider_code), clocks, claims_finding,
--        providers_provider
-- gives: how many claims were received, decided in time and late, open, open and late, waiting for
--        the hospital, and the median of the days used for the decided ones
-- legal: the pack: decide_days_max; a claim that its hospital replaced counts as the correction
SELECT
    to_char(k.started_on, 'YYYY-MM') AS month, k.provider_code, h.name,
    count(*) AS received,
    count(*) FILTER (WHERE k.state = 'stopped' AND k.days_left >= 0) AS decided_in_time,
    count(*) FILTER (WHERE k.state = 'stopped' AND k.days_left < 0) AS decided_late,
    count(*) FILTER (WHERE k.state <> 'stopped') AS open,
    count(*) FILTER (WHERE k.state <> 'stopped' AND k.days_left < 0) AS open_late,
    count(*) FILTER (WHERE k.state = 'paused') AS paused,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY k.days_used) AS median_days
FROM (
    SELECT
        c.provider_code, k.started_on, k.state, k.days_left,
        k.stopped_on - k.started_on - k.paused_days AS days_used
    FROM clocks AS k
    JOIN clocked AS c ON c.claim_id = k.claim_id
    WHERE NOT EXISTS (
        SELECT FROM claims_finding AS f
        WHERE f.region = %(region)s
          AND f.claim_id = k.claim_id AND f.version = k.stop_version AND f.rule_code = 'replaced'
    )
) AS k
JOIN providers_provider AS h ON h.region = %(region)s AND h.provider_code = k.provider_code
GROUP BY to_char(k.started_on, 'YYYY-MM'), k.provider_code, h.name
ORDER BY month, k.provider_code
