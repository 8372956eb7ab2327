-- step: claims.thread
-- grain: one row per query about some claims, in order
-- reads: claims_query, claims_answer
-- gives: the columns of a query and of its answer (NULL: none)
-- legal: none; what a claim's page shows
SELECT
    q.query_no, q.claim_id, q.seq, q.provider_code, q.text, q.asked_by, q.asked_on, q.answer_by,
    q.record_id, a.text, a.answered_by, a.answered_on, a.record_id
FROM claims_query AS q
LEFT JOIN claims_answer AS a ON a.region = %(region)s AND a.query_no = q.query_no
WHERE q.region = %(region)s
  AND (%(claim_ids)s::bigint[] IS NULL OR q.claim_id = ANY (%(claim_ids)s))
  AND (%(query_no)s::bigint IS NULL OR q.query_no = %(query_no)s)
ORDER BY q.claim_id, q.seq
