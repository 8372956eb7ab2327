-- step: claims.not_own
-- grain: one row per wanted claim that somebody else took in
-- reads: wanted, claims_claim, claims_batch
-- gives: the columns of wanted
-- legal: four eyes: never a claim whose file the decider (%(not_from)s; null: unattended work) took
--        in, nor the correction of one
SELECT w.*
FROM wanted AS w
JOIN claims_batch AS b ON b.region = %(region)s AND b.batch_id = w.batch_id
WHERE b.received_by IS DISTINCT FROM %(not_from)s::text
  AND (
      w.corrects IS NULL
      OR %(not_from)s::text IS NULL
      OR NOT EXISTS (
          WITH RECURSIVE earlier AS (
              SELECT o.batch_id, o.corrects FROM claims_claim AS o
              WHERE o.region = %(region)s AND o.claim_id = w.corrects
              UNION ALL
              SELECT o.batch_id, o.corrects
              FROM earlier AS e
              JOIN claims_claim AS o ON o.claim_id = e.corrects
          )
          SELECT FROM earlier AS e
          JOIN claims_batch AS own ON own.region = %(region)s AND own.batch_id = e.batch_id
          WHERE own.received_by = %(not_from)s
      )
  )
