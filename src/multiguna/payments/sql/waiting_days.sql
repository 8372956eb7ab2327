-- step: payments.waiting_days
-- grain: one row per hospital and number of days that approved and unpaid claims are late
-- reads: owed_claims
-- gives: provider_code, days_late (0: not due), claims, amount_idr
-- legal: the hospital's agreement (PKS): days to pay after the decision
SELECT
    provider_code,
    days_late,
    count(*) AS claims,
    sum(amount_idr)::bigint AS amount_idr
FROM owed_claims
GROUP BY provider_code, days_late
ORDER BY provider_code, days_late
