-- step: claims.outcome_sums
-- grain: one row per outcome
-- reads: claims_decided (temporary)
-- gives: outcome, claims, billed_idr, approved_idr, reduced_idr, rejected_idr, pended_idr
-- legal: none; what a run comes to
SELECT
    outcome, count(*), sum(billed_idr)::bigint, sum(approved_idr)::bigint,
    sum(reduced_idr)::bigint, sum(rejected_idr)::bigint, sum(pended_idr)::bigint
FROM claims_decided
GROUP BY outcome
