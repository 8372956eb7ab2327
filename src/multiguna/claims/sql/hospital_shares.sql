-- step: claims.hospital_shares
-- grain: one row per hospital with decisions for good in the last days
-- reads: claims_adjudication
-- gives: provider_code, claims (decisions for good), cut (those that reduced or rejected)
-- legal: none; how often a hospital's claims were cut orders the worklist
SELECT
    a.provider_code, count(*) AS claims,
    count(*) FILTER (WHERE a.outcome <> 'approved') AS cut
FROM claims_adjudication AS a
WHERE a.region = %(region)s AND a.outcome <> 'pended'
  AND a.decided_on > %(on)s::date - %(hospital_days)s::integer AND a.decided_on <= %(on)s
GROUP BY a.provider_code
