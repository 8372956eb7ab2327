-- step: planning.living_sums
-- grain: one row per care, hospital and month of service
-- reads: claims_decided (temporary)
-- gives: claims, and what was approved, reduced, rejected and left as a question
-- legal: as the pack decides
SELECT
    care, provider_code, date_trunc('month', service_date::timestamp)::date AS month, count(*),
    sum(approved_idr)::bigint AS approved_idr, sum(reduced_idr)::bigint AS reduced_idr,
    sum(rejected_idr)::bigint AS rejected_idr, sum(pended_idr)::bigint AS pended_idr
FROM claims_decided
GROUP BY care, provider_code, month
ORDER BY care, provider_code, month
