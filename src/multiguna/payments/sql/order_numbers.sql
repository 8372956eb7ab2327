-- step: payments.order_numbers
-- grain: one row per hospital and fiscal year with claims to be paid
-- reads: payable_claims, ledger_account, payments_order; binds region, period
-- gives: provider_code, fiscal_year, order_no (SPP-<hospital>-<month>; further ones end in -2, -3 …)
-- legal: design: one order per hospital and month; what is approved later is a supplement. A payment
--        request stands on one year's budget (Permendagri 77/2020)
SELECT
    n.provider_code,
    n.fiscal_year,
    n.base || CASE WHEN n.number = 1 THEN '' ELSE format('-%%s', n.number) END AS order_no
FROM (
    SELECT
        p.provider_code, p.fiscal_year, p.base,
        earlier.number + row_number() OVER (PARTITION BY p.provider_code ORDER BY p.fiscal_year)
            AS number
    FROM (
        SELECT DISTINCT
            c.provider_code, a.fiscal_year,
            format('SPP-%%s-%%s', c.provider_code, %(period)s::text) AS base
        FROM payable_claims AS c
        INNER JOIN ledger_account AS a
            ON a.region = %(region)s AND a.account_id = c.account_id
    ) AS p
    CROSS JOIN LATERAL (
        SELECT
            coalesce(
                max(coalesce(nullif(substr(o.order_no, length(p.base) + 2), ''), '1')::integer), 0
            ) AS number
        FROM payments_order AS o
        WHERE
            o.region = %(region)s
            AND o.provider_code = p.provider_code
            AND o.period = %(period)s
    ) AS earlier
) AS n
