-- step: claims.new_batches
-- grain: one row per file with a claim that nobody has decided yet
-- reads: claims_batch, claims_claim, claims_adjudication
-- gives: batch_id
-- legal: people decide single claims before the rules come to the file, so that every claim of it
--        counts; files of the last days alone, for what lies longer without a decision was left so
--        on purpose
SELECT b.batch_id
FROM claims_batch AS b
WHERE b.region = %(region)s
  AND b.received_on <= %(on)s AND b.received_on > %(on)s::date - %(days)s::integer
  AND EXISTS (
      SELECT
      FROM claims_claim AS c
      WHERE c.region = %(region)s AND c.batch_id = b.batch_id
        AND NOT EXISTS (
            SELECT FROM claims_adjudication AS a
            WHERE a.region = %(region)s AND a.claim_id = c.claim_id
            OFFSET 0 -- one look into the index a claim, until the first without a decision
        )
      OFFSET 0 -- file by file, not every claim of the region
  )
ORDER BY b.batch_id
LIMIT 2
