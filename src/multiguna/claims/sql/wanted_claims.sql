-- step: claims.wanted_claims
-- grain: one row per claim that the filters let through (a filter that is NULL lets all through)
-- reads: claims_claim, latest_decisions, claims_finding
-- gives: claim_id, version, outcome (NULL: undecided), approved_idr
-- legal: none; what a list shows
SELECT c.claim_id, d.version, d.outcome, d.approved_idr
FROM claims_claim AS c
LEFT JOIN latest_decisions AS d ON d.claim_id = c.claim_id
WHERE (%(provider_code)s::text IS NULL OR c.provider_code = %(provider_code)s)
  AND (%(batch_id)s::bigint IS NULL OR c.batch_id = %(batch_id)s)
  AND (%(outcome)s::text IS NULL OR coalesce(d.outcome, 'undecided') = %(outcome)s)
  AND (
      %(search)s::text IS NULL
      OR starts_with(upper(c.claim_no), upper(%(search)s)) OR c.mrn = %(search)s
      OR c.claim_id::text = %(search)s
  )
  AND (
      %(rule_code)s::text IS NULL
      OR EXISTS (
          SELECT FROM claims_finding AS f
          WHERE f.claim_id = d.claim_id AND f.version = d.version
            AND f.rule_code = %(rule_code)s
      )
  )
