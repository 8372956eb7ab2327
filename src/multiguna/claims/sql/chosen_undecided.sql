-- step: claims.chosen_undecided
-- grain: one row per claim without a decision
-- reads: claims_claim, claims_batch, claims_adjudication
-- gives: claim_id, version (of the decision to come)
-- legal: never one that came in after the day of the decision, nor one whose file the decider
--        (%(not_from)s; null: unattended work) took in, or of a claim that it corrects: four eyes
SELECT c.claim_id, 1 AS version
FROM claims_claim AS c
JOIN claims_batch AS b ON b.batch_id = c.batch_id
LEFT JOIN claims_adjudication AS d ON d.claim_id = c.claim_id
WHERE d.claim_id IS NULL
  AND c.received_on <= %(on)s
  AND b.received_by IS DISTINCT FROM %(not_from)s::text
  AND (
      c.corrects IS NULL
      OR %(not_from)s::text IS NULL
      OR NOT EXISTS (
          WITH RECURSIVE earlier AS (
              SELECT o.batch_id, o.corrects FROM claims_claim AS o WHERE o.claim_id = c.corrects
              UNION ALL
              SELECT o.batch_id, o.corrects
              FROM earlier AS e
              JOIN claims_claim AS o ON o.claim_id = e.corrects
          )
          SELECT FROM earlier AS e
          JOIN claims_batch AS own ON own.batch_id = e.batch_id
          WHERE own.received_by = %(not_from)s
      )
  )
