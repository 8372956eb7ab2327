-- step: payments.statement_claims
-- grain: one row per claim of a hospital that was received up to a day, as known on that day; not
--   those that a correction has replaced by then
-- reads: claims_claim, claims_adjudication, claims_finding, providers_agreement, payments_order,
--   payments_order_claim, payments_cancelled_claim, payments_paid_claim, payments_returned_claim,
--   payments_step, claims_ruling, payments_order_line; binds region, provider_code, on
-- gives: claim_id, claim_no, care, discharge_date, received_on, outcome, billed_idr, approved_idr,
--   pended_idr, decided_on, order_no, paid_on, due_on, days_late (until it was paid), ordered_idr (what
--   the order that stands takes), supplement_idr (what supplements that stand take), version
-- legal: the hospital's agreement (PKS); design section 6: every rupiah in one place
SELECT
    c.claim_id,
    c.claim_no,
    c.care,
    c.discharge_date,
    c.received_on,
    a.outcome,
    c.billed_idr,
    a.approved_idr,
    a.pended_idr,
    a.decided_on,
    o.order_no,
    p.paid_on,
    CASE WHEN a.approved_idr > 0 THEN a.decided_on + g.payment_days END AS due_on,
    CASE
        WHEN a.approved_idr > 0
            THEN
                greatest(
                    0,
                    coalesce(
                        CASE
                            WHEN
                                a.approved_idr
                                > coalesce(o.amount_idr, 0) + coalesce(u.amount_idr, 0)
                                THEN %(on)s::date
                            ELSE coalesce(p.paid_on, %(on)s::date)
                        END - (a.decided_on + g.payment_days), 0
                    )
                )
        ELSE 0
    END AS days_late,
    coalesce(o.amount_idr, 0) AS ordered_idr,
    coalesce(u.amount_idr, 0) AS supplement_idr,
    a.version
FROM claims_claim AS c
LEFT JOIN providers_agreement AS g
    ON
        g.region = %(region)s
        AND g.provider_code = c.provider_code
        AND g.valid_from <= c.service_date
        AND (g.valid_until IS NULL OR c.service_date < g.valid_until)
LEFT JOIN LATERAL (
    SELECT d.version, d.outcome, d.approved_idr, d.pended_idr, d.decided_on
    FROM claims_adjudication AS d
    WHERE d.region = %(region)s AND d.claim_id = c.claim_id AND d.decided_on <= %(on)s
    ORDER BY d.version DESC
    LIMIT 1
) AS a ON TRUE
LEFT JOIN LATERAL (
    SELECT n.order_no, n.amount_idr
    FROM payments_order_claim AS n
    INNER JOIN payments_order AS made ON made.region = %(region)s AND made.order_no = n.order_no
    WHERE
        n.region = %(region)s
        AND n.claim_id = c.claim_id
        AND made.created_on <= %(on)s
        AND NOT EXISTS (
            SELECT FROM payments_cancelled_claim AS x
            INNER JOIN payments_step AS e
                ON e.region = %(region)s AND e.order_no = x.order_no AND e.seq = x.seq
            WHERE
                x.region = %(region)s
                AND x.claim_id = n.claim_id
                AND x.attempt = n.attempt
                AND e.on_date <= %(on)s
        )
    ORDER BY n.attempt DESC
    LIMIT 1
) AS o ON TRUE
LEFT JOIN LATERAL (
    SELECT s.on_date AS paid_on
    FROM payments_paid_claim AS y
    INNER JOIN payments_step AS s
        ON s.region = %(region)s AND s.order_no = y.order_no AND s.seq = y.seq
    WHERE
        y.region = %(region)s
        AND y.claim_id = c.claim_id
        AND s.on_date <= %(on)s
        AND NOT EXISTS (
            SELECT FROM payments_returned_claim AS r
            INNER JOIN payments_step AS b
                ON b.region = %(region)s AND b.order_no = r.order_no AND b.seq = r.seq
            WHERE
                r.region = %(region)s
                AND r.claim_id = y.claim_id
                AND r.attempt = y.attempt
                AND b.on_date <= %(on)s
        )
    ORDER BY y.attempt DESC
    LIMIT 1
) AS p ON TRUE
LEFT JOIN LATERAL (
    SELECT sum(l.amount_idr)::bigint AS amount_idr
    FROM claims_ruling AS v
    INNER JOIN payments_order_line AS l
        ON l.region = %(region)s AND l.kind = 'supplement' AND l.due_no = v.appeal_no
    INNER JOIN payments_order AS made ON made.region = %(region)s AND made.order_no = l.order_no
    WHERE
        v.region = %(region)s
        AND v.claim_id = c.claim_id
        AND made.created_on <= %(on)s
        AND NOT EXISTS (
            SELECT FROM payments_step AS e
            WHERE
                e.region = %(region)s
                AND e.order_no = l.order_no
                AND e.event = 'cancelled'
                AND e.on_date <= %(on)s
        )
) AS u ON TRUE
WHERE
    c.region = %(region)s
    AND c.provider_code = %(provider_code)s
    AND c.received_on <= %(on)s
    AND NOT EXISTS (
        SELECT FROM claims_finding AS f
        WHERE
            f.region = %(region)s
            AND f.claim_id = c.claim_id
            AND f.version = a.version
            AND f.rule_code = 'replaced'
    )
ORDER BY c.discharge_date, c.claim_no, c.claim_id
