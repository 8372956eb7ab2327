-- step: payments.late_payments
-- grain: one row per claim of the chosen hospitals that was paid at least a full month late and has
--   no penalty yet
-- reads: payments_chosen, payments_paid_claim, payments_returned_claim, payments_step,
--   payments_order_claim, payments_penalty, claims_claim, providers_agreement; binds region, on
-- gives: claim_id, provider_code, due_on, paid_on, months, rate_bp, amount_idr (of the penalty,
--   rounded half up)
-- legal: the hospital's agreement (PKS): payment days, and what each full month late adds
SELECT
    late.claim_id,
    late.provider_code,
    late.due_on,
    late.paid_on,
    late.months::smallint AS months,
    late.rate_bp,
    (late.amount_idr * late.months * late.rate_bp + 5000) / 10000 AS amount_idr
FROM (
    SELECT
        paid.*,
        (extract(YEAR FROM paid.paid_on)::integer - extract(YEAR FROM paid.due_on)::integer) * 12
        + extract(MONTH FROM paid.paid_on)::integer - extract(MONTH FROM paid.due_on)::integer
        - CASE
            WHEN extract(DAY FROM paid.paid_on) < extract(DAY FROM paid.due_on) THEN 1 ELSE 0
        END AS months
    FROM (
        SELECT
            p.claim_id,
            p.provider_code,
            p.amount_idr,
            o.decided_on + g.payment_days AS due_on,
            s.on_date AS paid_on,
            g.late_penalty_bp_month AS rate_bp
        FROM payments_paid_claim AS p
        INNER JOIN payments_step AS s
            ON s.region = %(region)s AND s.order_no = p.order_no AND s.seq = p.seq
        INNER JOIN payments_order_claim AS o
            ON o.region = %(region)s AND o.order_no = p.order_no AND o.claim_id = p.claim_id
        INNER JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = p.claim_id
        INNER JOIN providers_agreement AS g
            ON
                g.region = %(region)s
                AND g.provider_code = c.provider_code
                AND g.valid_from <= c.service_date
                AND (g.valid_until IS NULL OR c.service_date < g.valid_until)
        WHERE
            p.region = %(region)s
            AND p.provider_code IN (SELECT n.provider_code FROM payments_chosen AS n)
            AND g.late_penalty_bp_month > 0
            AND s.on_date <= %(on)s
            AND NOT EXISTS (
                SELECT FROM payments_returned_claim AS r
                WHERE r.region = %(region)s AND r.claim_id = p.claim_id AND r.attempt = p.attempt
            )
            AND NOT EXISTS (
                SELECT FROM payments_penalty AS y
                WHERE y.region = %(region)s AND y.claim_id = p.claim_id
            )
    ) AS paid
    WHERE paid.paid_on > paid.due_on
) AS late
WHERE late.amount_idr * late.months * late.rate_bp >= 5000
