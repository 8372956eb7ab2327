-- step: claims.hospital_shares
-- grain: one row per hospital with claims decided lately
-- reads: latest_decisions, claims_adjudication
-- gives: provider_code, claims (decided for good in the last days), cut (reduced or rejected of them)
-- legal: none; how often a hospital's claims were cut orders the worklist
SELECT
    a.provider_code, count(*) AS claims,
    count(*) FILTER (WHERE a.outcome <> 'approved') AS cut
FROM latest_decisions AS d
JOIN claims_adjudication AS a ON a.claim_id = d.claim_id AND a.version = d.version
WHERE a.outcome <> 'pended'
  AND a.decided_on > %(on)s::date - %(hospital_days)s::integer AND a.decided_on <= %(on)s
GROUP BY a.provider_code
