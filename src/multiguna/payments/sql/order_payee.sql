-- step: payments.order_payee
-- grain: one row
-- reads: payments_order, providers_provider, providers_agreement; binds region, order_no
-- gives: address, bank_account_name, agreement_no (in force on the first day of the month of care;
--   null: none), payment_days
-- legal: an SPP-LS names the third party, its account and the agreement it rests on
SELECT
    p.address,
    p.bank_account_name,
    g.agreement_no,
    g.payment_days
FROM payments_order AS o
INNER JOIN providers_provider AS p
    ON p.region = %(region)s AND p.provider_code = o.provider_code
LEFT JOIN providers_agreement AS g
    ON
        g.region = %(region)s
        AND g.provider_code = o.provider_code
        AND g.valid_from <= (o.period || '-01')::date
        AND (g.valid_until IS NULL OR (o.period || '-01')::date < g.valid_until)
        WHERE o.region = %(region)s AND o.order_no = %(order_no)s
