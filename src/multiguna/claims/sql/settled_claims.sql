-- step: claims.settled_claims
-- grain: one row per claim that no minutes hold, discharged in the period
-- reads: claims_claim, latest_decisions, claims_adjudication, claims_finding, claims_appeal,
--        claims_ruling, claims_minutes_claim
-- gives: claim_id, claim_no, provider_code, version, outcome, billed_idr, approved_idr, record_id,
--        and is_settled: decided for good up to the day, and no appeal is open
-- legal: minutes state each claim once; what a correction replaced is stated as the correction
SELECT
    c.claim_id, c.claim_no, c.provider_code, c.discharge_date, a.version, a.outcome, c.billed_idr,
    coalesce(a.approved_idr, 0) AS approved_idr, a.record_id,
    a.outcome IN ('approved', 'reduced', 'rejected') AND a.decided_on <= %(on)s
    AND NOT EXISTS (
        SELECT FROM claims_appeal AS p
        WHERE p.region = %(region)s AND p.claim_id = c.claim_id
          AND NOT EXISTS (SELECT FROM claims_ruling AS r
                          WHERE r.region = %(region)s AND r.appeal_no = p.appeal_no)
    ) AS is_settled
FROM claims_claim AS c
LEFT JOIN latest_decisions AS d ON d.claim_id = c.claim_id
LEFT JOIN claims_adjudication AS a ON a.region = %(region)s
    AND a.claim_id = d.claim_id AND a.version = d.version
WHERE c.region = %(region)s
  AND c.discharge_date >= %(period_from)s AND c.discharge_date < %(period_until)s
  AND c.received_on <= %(on)s
  AND (%(provider_code)s::text IS NULL OR c.provider_code = %(provider_code)s)
  AND NOT EXISTS (SELECT FROM claims_minutes_claim AS m
                  WHERE m.region = %(region)s AND m.claim_id = c.claim_id)
  AND NOT EXISTS (
      SELECT FROM claims_finding AS f
      WHERE f.region = %(region)s
        AND f.claim_id = a.claim_id AND f.version = a.version AND f.rule_code = 'replaced'
  )
