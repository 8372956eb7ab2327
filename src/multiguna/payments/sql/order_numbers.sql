-- step: payments.order_numbers
-- grain: one row per hospital with claims to be paid
-- reads: payable_claims, payments_order; binds region, period
-- gives: provider_code, order_no (SPP-<hospital>-<month>; a supplement ends in -2, -3 …)
-- legal: design: one order per hospital and month; what is approved later is a supplement
SELECT
    p.provider_code,
    format('SPP-%%s-%%s', p.provider_code, %(period)s::text)
    || CASE WHEN earlier.orders = 0 THEN '' ELSE format('-%%s', earlier.orders + 1) END AS order_no
FROM (SELECT DISTINCT provider_code FROM payable_claims) AS p
CROSS JOIN LATERAL (
    SELECT count(*) AS orders
    FROM payments_order AS o
    WHERE
        o.region = %(region)s
        AND o.provider_code = p.provider_code
        AND o.period = %(period)s
) AS earlier
