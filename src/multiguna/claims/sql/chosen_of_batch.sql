-- step: claims.chosen_of_batch
-- grain: one row per open claim of a batch
-- reads: claims_claim, claims_batch, claims_adjudication
-- gives: claim_id, version (of the decision to come)
-- legal: undecided ones and those whose last decision was a question; never one that came in after the day of the decision, nor one whose file the decider
--        (%(not_from)s; null: unattended work) took in, or of a claim that it corrects: four eyes
SELECT c.claim_id, coalesce(d.version, 0) + 1 AS version
FROM claims_claim AS c
JOIN claims_batch AS b ON b.batch_id = c.batch_id
LEFT JOIN LATERAL (
    SELECT a.version, a.outcome
    FROM claims_adjudication AS a
    WHERE a.claim_id = c.claim_id
    ORDER BY a.version DESC
    LIMIT 1
) AS d ON true
WHERE c.batch_id = %(batch_id)s AND (d.version IS NULL OR d.outcome = 'pended')
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
