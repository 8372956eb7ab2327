-- step: claims.open_claims
-- grain: one row per claim that is not decided for good (a filter that is NULL lets all through)
-- reads: claims_claim, claims_adjudication, claims_finding
-- gives: claim_id, received_on, version and outcome (NULL: undecided), and what its risk needs
-- legal: open is what is undecided or was only asked about (a decision for good stays one), and
--        came up to the day
SELECT
    c.claim_id, c.received_on, c.provider_code, c.billed_idr, c.cbg_code, c.care_class,
    c.service_date, c.revision, d.version, d.outcome
FROM claims_claim AS c
LEFT JOIN (
    SELECT a.claim_id, max(a.version) AS version, 'pended' AS outcome
    FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.outcome = 'pended'
    GROUP BY a.claim_id
) AS d ON d.claim_id = c.claim_id
WHERE c.region = %(region)s AND NOT EXISTS (
    SELECT FROM claims_adjudication AS ended
    WHERE ended.region = %(region)s AND ended.claim_id = c.claim_id AND ended.outcome <> 'pended'
)
  AND c.received_on <= %(on)s
  AND (%(provider_code)s::text IS NULL OR c.provider_code = %(provider_code)s)
  AND (
      %(rule_code)s::text IS NULL
      OR EXISTS (
          SELECT FROM claims_finding AS f
          WHERE f.region = %(region)s AND f.claim_id = d.claim_id AND f.version = d.version
            AND f.rule_code = %(rule_code)s
      )
  )
