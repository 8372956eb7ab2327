-- step: claims.chosen_by_name
-- grain: one row per named claim whose last decision was a question
-- reads: claims_claim, claims_adjudication
-- gives: claim_id, version (of the decision to come), batch_id, corrects
-- legal: never one that came in after the day of the decision
SELECT c.claim_id, coalesce(d.version, 0) + 1 AS version, c.batch_id, c.corrects
FROM claims_claim AS c
JOIN LATERAL (
    SELECT a.version, a.outcome
    FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.claim_id = c.claim_id
    ORDER BY a.version DESC
    LIMIT 1
) AS d ON true
WHERE c.region = %(region)s AND c.claim_id = ANY (%(claim_ids)s) AND d.outcome = 'pended'
  AND c.received_on <= %(on)s
