-- step: claims.run_claims
-- grain: one row per claim to decide now
-- reads: claims_claim, claims_adjudication
-- gives: claim_id, version (of the decision to come)
-- legal: without a batch, every undecided claim; of a batch also those whose last decision was a
--        question
SELECT c.claim_id, coalesce(d.version, 0) + 1 AS version
FROM claims_claim AS c
LEFT JOIN (
    SELECT a.claim_id, a.version, a.outcome
    FROM claims_adjudication AS a
    LEFT JOIN claims_adjudication AS later
        ON later.claim_id = a.claim_id AND later.version = a.version + 1
    WHERE later.claim_id IS NULL
) AS d ON d.claim_id = c.claim_id
WHERE CASE
    WHEN %(batch_id)s::bigint IS NULL THEN d.claim_id IS NULL
    ELSE c.batch_id = %(batch_id)s AND (d.claim_id IS NULL OR d.outcome = 'pended')
END
