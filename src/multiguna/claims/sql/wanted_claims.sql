-- step: claims.wanted_claims
-- grain: one row per listed claim that the filters on its decision let through (NULL lets all
--        through)
-- reads: listed_claims, latest_decisions, claims_finding
-- gives: claim_id
-- legal: none; what a list shows
SELECT c.claim_id
FROM listed_claims AS c
LEFT JOIN latest_decisions AS d ON d.claim_id = c.claim_id
WHERE (%(outcome)s::text IS NULL OR coalesce(d.outcome, 'undecided') = %(outcome)s)
  AND (
      %(rule_code)s::text IS NULL
      OR EXISTS (
          SELECT FROM claims_finding AS f
          WHERE f.region = %(region)s AND f.claim_id = d.claim_id AND f.version = d.version
            AND f.rule_code = %(rule_code)s
      )
  )
