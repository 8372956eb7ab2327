-- step: claims.tried_changes
-- grain: one row per claim that would be decided otherwise, the largest difference first
-- reads: claims_decided, claims_chosen (temporary)
-- gives: claim_id, provider_code, before, after, approved_before_idr, approved_after_idr, rules
--        (codes), changed (how many there are in all)
-- legal: none; a look at what another pack would do
SELECT
    d.claim_id, d.provider_code, coalesce(x.outcome, 'undecided') AS before, d.outcome AS after,
    coalesce(x.approved_idr, 0) AS approved_before_idr, d.approved_idr AS approved_after_idr,
    coalesce(d.reasons, '[]'::json) AS rules, count(*) OVER () AS changed
FROM claims_decided AS d
JOIN claims_chosen AS x ON x.claim_id = d.claim_id
WHERE d.outcome IS DISTINCT FROM x.outcome OR d.approved_idr IS DISTINCT FROM x.approved_idr
ORDER BY abs(d.approved_idr - coalesce(x.approved_idr, 0)) DESC, d.claim_id
LIMIT %(shown)s
