-- step: payments.owed_claims
-- grain: one row per claim that is approved and not paid, or not all of it, as known on a day
-- reads: claims_adjudication, claims_claim, providers_agreement, payments_paid_claim,
--   payments_returned_claim, payments_order_line, payments_step; binds region, on, provider_code (null: any)
-- gives: claim_id, provider_code, decided_on, due_on (null: no agreement on the day of service),
--   amount_idr, days_late (0 when not due)
-- legal: the hospital's agreement (PKS): days to pay after the decision
SELECT
    a.claim_id,
    a.provider_code,
    a.decided_on,
    a.decided_on + g.payment_days AS due_on,
    a.approved_idr - coalesce(paid.amount_idr, 0) AS amount_idr,
    greatest(0, coalesce(%(on)s::date - (a.decided_on + g.payment_days), 0)) AS days_late
FROM claims_adjudication AS a
INNER JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = a.claim_id
LEFT JOIN providers_agreement AS g
    ON
        g.region = %(region)s
        AND g.provider_code = c.provider_code
        AND g.valid_from <= c.service_date
        AND (g.valid_until IS NULL OR c.service_date < g.valid_until)
LEFT JOIN (
    SELECT parts.claim_id, sum(parts.amount_idr)::bigint AS amount_idr
    FROM (
        SELECT p.claim_id, p.amount_idr
        FROM payments_paid_claim AS p
        INNER JOIN payments_step AS s
            ON s.region = %(region)s AND s.order_no = p.order_no AND s.seq = p.seq
        WHERE
            p.region = %(region)s
            AND s.on_date <= %(on)s
            AND NOT EXISTS (
                SELECT FROM payments_returned_claim AS r
                INNER JOIN payments_step AS b
                    ON b.region = %(region)s AND b.order_no = r.order_no AND b.seq = r.seq
                WHERE
                    r.region = %(region)s
                    AND r.claim_id = p.claim_id
                    AND r.attempt = p.attempt
                    AND b.on_date <= %(on)s
            )
        UNION ALL
        SELECT l.claim_id, l.amount_idr
        FROM payments_order_line AS l
        WHERE
            l.region = %(region)s
            AND l.kind = 'supplement'
            AND EXISTS (
                SELECT FROM payments_step AS s
                WHERE
                    s.region = %(region)s
                    AND s.order_no = l.order_no
                    AND s.event = 'sp2d'
                    AND s.on_date <= %(on)s
                    AND NOT EXISTS (
                        SELECT FROM payments_step AS v
                        WHERE
                            v.region = %(region)s
                            AND v.order_no = s.order_no
                            AND v.voids = s.seq
                            AND v.on_date <= %(on)s
                    )
            )
    ) AS parts
    GROUP BY parts.claim_id
) AS paid ON paid.claim_id = a.claim_id
WHERE
    a.region = %(region)s
    AND a.approved_idr > 0
    AND a.decided_on <= %(on)s
    AND (%(provider_code)s::text IS NULL OR a.provider_code = %(provider_code)s)
    AND NOT EXISTS (
        SELECT FROM claims_adjudication AS later
        WHERE
            later.region = %(region)s
            AND later.claim_id = a.claim_id
            AND later.version > a.version
            AND later.decided_on <= %(on)s
    )
    AND a.approved_idr > coalesce(paid.amount_idr, 0)
