-- step: claims.new_batches
-- grain: one row per file of claims that the rules have not decided yet
-- reads: claims_batch, claims_claim, claims_adjudication
-- gives: batch_id
-- legal: a file is decided whole, so a few of its claims say whether it was; files of the last days
--        alone, for what lies longer without a decision was left so on purpose
SELECT b.batch_id
FROM claims_batch AS b
WHERE b.received_on <= %(on)s AND b.received_on > %(on)s::date - %(days)s::integer
  AND EXISTS (
      SELECT
      FROM (SELECT c.claim_id FROM claims_claim AS c WHERE c.batch_id = b.batch_id LIMIT 3) AS few
      WHERE NOT EXISTS (
          SELECT FROM claims_adjudication AS a WHERE a.claim_id = few.claim_id
      )
  )
ORDER BY b.batch_id
LIMIT 2
