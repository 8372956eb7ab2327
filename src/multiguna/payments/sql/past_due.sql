-- step: payments.past_due
-- grain: one row per hospital with approved claims that are not paid after their due day
-- reads: owed_claims; binds on
-- gives: provider_code, claims, amount_idr, oldest_due
-- legal: the hospital's agreement (PKS): days to pay after the decision
SELECT
    provider_code,
    count(*) AS claims,
    sum(amount_idr)::bigint AS amount_idr,
    min(due_on) AS oldest_due
FROM owed_claims
WHERE due_on < %(on)s
GROUP BY provider_code
ORDER BY provider_code
