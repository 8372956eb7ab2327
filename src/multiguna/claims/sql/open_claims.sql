-- step: claims.open_claims
-- grain: one row per claim that is not decided for good (a filter that is NULL lets all through)
-- reads: claims_claim, latest_decisions, claims_finding
-- gives: claim_id, received_on, version and outcome (NULL: undecided), and what its risk needs
-- legal: open is what is undecided or whose last decision is a question, and came up to the day
SELECT
    c.claim_id, c.received_on, c.provider_code, c.billed_idr, c.cbg_code, c.care_class,
    c.service_date, c.revision, d.version, d.outcome
FROM claims_claim AS c
LEFT JOIN latest_decisions AS d ON d.claim_id = c.claim_id
WHERE (d.outcome IS NULL OR d.outcome = 'pended')
  AND c.received_on <= %(on)s
  AND (%(claim_id)s::bigint IS NULL OR c.claim_id = %(claim_id)s)
  AND (%(provider_code)s::text IS NULL OR c.provider_code = %(provider_code)s)
  AND (
      %(rule_code)s::text IS NULL
      OR EXISTS (
          SELECT FROM claims_finding AS f
          WHERE f.claim_id = d.claim_id AND f.version = d.version
            AND f.rule_code = %(rule_code)s
      )
  )
