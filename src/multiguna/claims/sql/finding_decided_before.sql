-- step: claims.finding_decided_before
-- grain: one row per claim of which this is true: it corrects, at one or more removes, a claim that a
--        person decided, that stands in minutes, or on whose appeal it was ruled; the latest such
--        one is named
-- reads: claims_run (temporary), claims_claim, claims_adjudication, claims_minutes_claim,
--        claims_ruling
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: what people decided is not paid by the rules after a correction; holds whatever a stage
--        lists, and no bulk approval waives it
-- code: decided_before
-- severity: pend
SELECT latest.claim_id, 0::bigint AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT latest.other_claim) AS said) AS facts
FROM (
    WITH RECURSIVE earlier AS (
        SELECT c.claim_id, c.corrects AS other_id
        FROM claims_run AS c
        WHERE c.corrects IS NOT NULL
        UNION ALL
        SELECT e.claim_id, o.corrects
        FROM earlier AS e
        CROSS JOIN LATERAL (
            SELECT x.corrects FROM claims_claim AS x
            WHERE x.region = %(region)s AND x.claim_id = e.other_id
            OFFSET 0 -- the few that are corrected, one by one
        ) AS o
        WHERE o.corrects IS NOT NULL
    )
    SELECT e.claim_id, max(e.other_id) AS other_claim
    FROM earlier AS e
    WHERE EXISTS (
        SELECT FROM claims_adjudication AS a
        WHERE a.region = %(region)s AND a.claim_id = e.other_id AND a.basis <> 'rules'
        OFFSET 0
    ) OR EXISTS (
        SELECT FROM claims_minutes_claim AS m
        WHERE m.region = %(region)s AND m.claim_id = e.other_id
        OFFSET 0
    ) OR EXISTS (
        SELECT FROM claims_ruling AS r WHERE r.region = %(region)s AND r.claim_id = e.other_id
        OFFSET 0
    )
    GROUP BY e.claim_id
) AS latest
