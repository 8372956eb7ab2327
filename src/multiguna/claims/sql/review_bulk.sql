-- step: claims.review_bulk
-- grain: one row per claim asked for: those named, or (claim_ids null) the pended ones of a hospital or
--        batch (null: of all)
-- reads: wanted, not_own, claims_claim, claims_adjudication, claims_finding, claims_proposal, claims_opinion,
--        claims_query, claims_answer; binds claim_ids, approvable, limit_idr, on
-- gives: claim_id, why (it is left to people; null: it may be approved), findings (rule codes)
-- legal: only what the pack's bulk_approvable lists is approved at once; four eyes; second opinion
SELECT
    coalesce(asked.claim_id, c.claim_id) AS claim_id,
    CASE
        WHEN c.claim_id IS NULL THEN 'unknown'
        WHEN EXISTS (
            SELECT FROM claims_claim AS n WHERE n.region = %(region)s AND n.corrects = c.claim_id
        ) THEN 'replaced'
        WHEN d.outcome IS DISTINCT FROM 'pended' THEN 'not_pended'
        WHEN o.claim_id IS NULL THEN 'taken_in_by_you'
        WHEN c.received_on > %(on)s THEN 'not_received_yet'
        WHEN EXISTS (
            SELECT FROM claims_proposal AS o
            WHERE o.region = %(region)s AND o.claim_id = c.claim_id
              AND NOT EXISTS (
                  SELECT FROM claims_opinion AS x
                  WHERE x.region = %(region)s AND x.claim_id = o.claim_id AND x.attempt = o.attempt
              )
        ) THEN 'proposal_waiting'
        WHEN EXISTS (
            SELECT FROM claims_query AS q
            WHERE q.region = %(region)s AND q.claim_id = c.claim_id
              AND NOT EXISTS (
                  SELECT FROM claims_answer AS a
                  WHERE a.region = %(region)s AND a.query_no = q.query_no
              )
        ) THEN 'query_open'
        WHEN NOT found.codes <@ %(approvable)s::text[] THEN 'other_findings'
        WHEN c.billed_idr > %(limit_idr)s::bigint THEN 'second_opinion'
    END AS why,
    found.codes AS findings
FROM unnest(%(claim_ids)s::bigint[]) AS asked (claim_id)
FULL JOIN wanted AS c ON c.claim_id = asked.claim_id
LEFT JOIN not_own AS o ON o.claim_id = c.claim_id
LEFT JOIN claims_adjudication AS d
    ON d.region = %(region)s AND d.claim_id = c.claim_id
    AND NOT EXISTS (
        SELECT FROM claims_adjudication AS later
        WHERE later.region = %(region)s AND later.claim_id = d.claim_id
          AND later.version = d.version + 1
    )
CROSS JOIN LATERAL (
    SELECT ARRAY(
        SELECT f.rule_code FROM claims_finding AS f
        WHERE f.region = %(region)s AND f.claim_id = d.claim_id AND f.version = d.version
        ORDER BY f.rule_code
    ) AS codes
) AS found
WHERE %(claim_ids)s::bigint[] IS NOT NULL OR d.outcome = 'pended'
ORDER BY 1
