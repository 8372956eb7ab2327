-- step: claims.chosen_of_batch
-- grain: one row per open claim of a batch
-- reads: claims_claim, claims_adjudication
-- gives: claim_id, version (of the decision to come), batch_id, corrects
-- legal: undecided ones and those whose last decision was a question; never one that came in after
--        the day of the decision
SELECT c.claim_id, coalesce(d.version, 0) + 1 AS version, c.batch_id, c.corrects
FROM claims_claim AS c
LEFT JOIN LATERAL (
    SELECT a.version, a.outcome
    FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.claim_id = c.claim_id
    ORDER BY a.version DESC
    LIMIT 1
) AS d ON true
WHERE c.region = %(region)s
  AND c.batch_id = %(batch_id)s AND (d.version IS NULL OR d.outcome = 'pended')
  AND c.received_on <= %(on)s
