-- step: claims.chosen_undecided
-- grain: one row per claim without a decision
-- reads: claims_claim, claims_adjudication
-- gives: claim_id, version (of the decision to come), batch_id, corrects
-- legal: never one that came in after the day of the decision
SELECT c.claim_id, 1 AS version, c.batch_id, c.corrects
FROM claims_claim AS c
LEFT JOIN claims_adjudication AS d ON d.region = %(region)s AND d.claim_id = c.claim_id
WHERE c.region = %(region)s AND d.claim_id IS NULL
  AND c.received_on <= %(on)s
