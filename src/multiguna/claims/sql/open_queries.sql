-- step: claims.open_queries
-- grain: one row per query without an answer about a claim with something left to decide
-- reads: claims_query, claims_answer, claims_claim, claims_adjudication, claims_appeal,
--        claims_ruling, providers_provider
-- gives: the columns of a query, then the claim's number and what it bills, and the hospital
-- legal: the most urgent first; a query about a claim decided meanwhile waits for nobody
SELECT
    q.query_no, q.claim_id, q.seq, q.provider_code, q.text, q.asked_by, q.asked_on, q.answer_by,
    q.record_id, c.claim_no, c.billed_idr, h.name
FROM claims_query AS q
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = q.claim_id
JOIN providers_provider AS h ON h.region = %(region)s AND h.provider_code = q.provider_code
LEFT JOIN LATERAL (
    SELECT a.outcome FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.claim_id = q.claim_id ORDER BY a.version DESC LIMIT 1
) AS d ON true
WHERE q.region = %(region)s
  AND (%(provider_code)s::text IS NULL OR q.provider_code = %(provider_code)s)
  AND NOT EXISTS (SELECT FROM claims_answer AS r
                  WHERE r.region = %(region)s AND r.query_no = q.query_no)
  AND (
      d.outcome IS NULL OR d.outcome = 'pended'
      OR EXISTS (
          SELECT FROM claims_appeal AS p
          WHERE p.region = %(region)s AND p.claim_id = q.claim_id
            AND NOT EXISTS (SELECT FROM claims_ruling AS r WHERE r.appeal_no = p.appeal_no)
      )
  )
ORDER BY q.answer_by, q.query_no
