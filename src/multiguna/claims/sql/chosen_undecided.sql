-- step: claims.chosen_undecided
-- grain: one row per claim without a decision
-- reads: claims_claim, claims_batch, latest_decisions
-- gives: claim_id, version (of the decision to come)
-- legal: never one that came in after the day of the decision, nor one whose file the decider
--        (%(not_from)s; null: unattended work) took in: four eyes
SELECT c.claim_id, coalesce(d.version, 0) + 1 AS version
FROM claims_claim AS c
JOIN claims_batch AS b ON b.batch_id = c.batch_id
LEFT JOIN latest_decisions AS d ON d.claim_id = c.claim_id
WHERE d.claim_id IS NULL
  AND c.received_on <= %(on)s
  AND b.received_by IS DISTINCT FROM %(not_from)s::text
