-- step: claims.review_asked
-- grain: one row per claim asked for: those named, or (claim_ids null) all of a hospital or batch
-- reads: claims_claim; binds region, claim_ids, provider_code, batch_id
-- gives: region, claim_id, batch_id, corrects, received_on, billed_idr
-- legal: none; what may become of each is judged after it
SELECT own.region, own.claim_id, own.batch_id, own.corrects, own.received_on, own.billed_idr
FROM claims_claim AS own
WHERE own.region = %(region)s
  AND (%(claim_ids)s::bigint[] IS NULL OR own.claim_id = ANY (%(claim_ids)s))
  AND (%(provider_code)s::text IS NULL OR own.provider_code = %(provider_code)s)
  AND (%(batch_id)s::bigint IS NULL OR own.batch_id = %(batch_id)s)
