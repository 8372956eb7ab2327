-- step: claims.tried_moves
-- grain: one row per outcome that holds and outcome that would be decided
-- reads: claims_decided, claims_chosen (temporary)
-- gives: before (undecided where nothing is decided), after, claims, billed_idr,
--        approved_before_idr, approved_after_idr
-- legal: none; a look at what another pack would do
SELECT
    coalesce(x.outcome, 'undecided') AS before, d.outcome AS after, count(*) AS claims,
    sum(d.billed_idr)::bigint AS billed_idr,
    sum(coalesce(x.approved_idr, 0))::bigint AS approved_before_idr,
    sum(d.approved_idr)::bigint AS approved_after_idr
FROM claims_decided AS d
JOIN claims_chosen AS x ON x.claim_id = d.claim_id
GROUP BY 1, 2
ORDER BY 1, 2
