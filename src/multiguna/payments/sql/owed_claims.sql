-- step: payments.owed_claims
-- grain: one row per claim that is approved and not paid, as known on a day
-- reads: claims_adjudication, claims_claim, providers_agreement, payments_paid_claim,
--   payments_returned_claim, payments_step; binds region, on, provider_code (null: any)
-- gives: claim_id, provider_code, decided_on, due_on (null: no agreement on the day of service),
--   amount_idr, days_late (0 when not due)
-- legal: the hospital's agreement (PKS): days to pay after the decision
SELECT
    a.claim_id,
    a.provider_code,
    a.decided_on,
    a.decided_on + g.payment_days AS due_on,
    a.approved_idr AS amount_idr,
    greatest(0, coalesce(%(on)s::date - (a.decided_on + g.payment_days), 0)) AS days_late
FROM claims_adjudication AS a
INNER JOIN claims_claim AS c ON c.region = a.region AND c.claim_id = a.claim_id
LEFT JOIN providers_agreement AS g
    ON
        g.region = c.region
        AND g.provider_code = c.provider_code
        AND g.valid_from <= c.service_date
        AND (g.valid_until IS NULL OR c.service_date < g.valid_until)
WHERE
    a.region = %(region)s
    AND a.approved_idr > 0
    AND a.decided_on <= %(on)s
    AND (%(provider_code)s::text IS NULL OR a.provider_code = %(provider_code)s)
    AND NOT EXISTS (
        SELECT FROM claims_adjudication AS later
        WHERE
            later.region = a.region
            AND later.claim_id = a.claim_id
            AND later.version > a.version
            AND later.decided_on <= %(on)s
    )
    AND NOT EXISTS (
        SELECT FROM payments_paid_claim AS p
        INNER JOIN payments_step AS s
            ON s.region = p.region AND s.order_no = p.order_no AND s.seq = p.seq
        WHERE
            p.region = a.region
            AND p.claim_id = a.claim_id
            AND s.on_date <= %(on)s
            AND NOT EXISTS (
                SELECT FROM payments_returned_claim AS r
                INNER JOIN payments_step AS b
                    ON b.region = r.region AND b.order_no = r.order_no AND b.seq = r.seq
                WHERE
                    r.region = p.region
                    AND r.claim_id = p.claim_id
                    AND r.attempt = p.attempt
                    AND b.on_date <= %(on)s
            )
    )
