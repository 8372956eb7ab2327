-- step: claims.chosen_undecided
-- grain: one row per claim without a decision
-- reads: claims_claim, claims_batch, claims_adjudication
-- gives: claim_id, version (of the decision to come)
-- legal: never one that came in after the day of the decision, nor one whose file the decider
--        (%(not_from)s; null: unattended work) took in: four eyes
SELECT c.claim_id, 1 AS version
FROM claims_claim AS c
JOIN claims_batch AS b ON b.batch_id = c.batch_id
LEFT JOIN claims_adjudication AS d ON d.claim_id = c.claim_id
WHERE d.claim_id IS NULL
  AND c.received_on <= %(on)s
  AND b.received_by IS DISTINCT FROM %(not_from)s::text
