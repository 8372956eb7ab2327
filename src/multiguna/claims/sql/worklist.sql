-- step: claims.worklist
-- grain: one row per claim of one page of the worklist, in its order
-- reads: open_claims, clocks, claim_risks, claims_proposal, claims_opinion
-- gives: claim_id, version, outcome, the flags, the facts of the risk, and how many claims the
--        flags let through
-- legal: claims that wait for their hospital come last
SELECT
    w.claim_id, w.version, w.outcome, w.flags, w.severities, w.billed_idr, w.rate_idr,
    w.hospital_claims, w.hospital_cut, w.risk_bp, count(*) OVER () AS total
FROM (
    SELECT
        c.claim_id, c.version, c.outcome, c.received_on, c.billed_idr,
        k.state = 'paused' AS waits,
        array_remove(ARRAY[
            CASE WHEN c.outcome IS NULL THEN 'undecided' END,
            CASE WHEN k.days_left < 0 THEN 'late' END,
            CASE WHEN k.state = 'paused' THEN 'waiting' END,
            CASE WHEN k.answered THEN 'answered' END,
            CASE WHEN k.unanswered AND NOT k.answered THEN 'unanswered' END,
            CASE WHEN EXISTS (
                SELECT FROM claims_proposal AS p
                WHERE p.region = %(region)s AND p.claim_id = c.claim_id
                  AND NOT EXISTS (
                      SELECT FROM claims_opinion AS o
                      WHERE o.region = %(region)s
                        AND o.claim_id = p.claim_id AND o.attempt = p.attempt
                  )
            ) THEN 'proposed' END,
            CASE WHEN c.revision > 0 THEN 'corrected' END
        ], NULL) AS flags,
        r.severities, r.rate_idr, r.hospital_claims, r.hospital_cut, r.risk_bp
    FROM open_claims AS c
    JOIN claim_risks AS r ON r.claim_id = c.claim_id
    LEFT JOIN clocks AS k ON k.claim_id = c.claim_id
) AS w
WHERE w.flags @> %(flags)s::text[]
ORDER BY
    coalesce(w.waits, false),
    CASE %(order)s WHEN 'amount' THEN -w.billed_idr WHEN 'risk' THEN -w.risk_bp END,
    w.received_on, w.claim_id
LIMIT %(limit)s OFFSET %(skip)s
