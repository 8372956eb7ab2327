-- step: payments.order_cards
-- grain: one row per payment order, newest month first
-- reads: payments_order, payments_step, providers_provider; binds region, order_nos, period,
--   provider_code (null: any)
-- gives: order_no, provider_code, provider_name, period, amount_idr, claims_idr, recovered_idr,
--   penalty_idr, supplement_idr, claim_count, created_on, created_by, record_id, events ([seq, event, document_no,
--   on_date, amount_idr, reason, recorded_by, voids] in their order)
-- legal: Permendagri 77/2020: SPP, check, SPM, SP2D
SELECT
    o.order_no,
    o.provider_code,
    p.name AS provider_name,
    o.period,
    o.amount_idr,
    o.claims_idr,
    o.recovered_idr,
    o.penalty_idr,
    o.supplement_idr,
    o.claim_count,
    o.created_on,
    o.created_by,
    o.record_id,
    (
        SELECT
            jsonb_agg(
                jsonb_build_array(
                    s.seq, s.event, s.document_no, s.on_date, s.amount_idr, s.reason,
                    s.recorded_by, s.voids
                )
                ORDER BY s.seq
            )
        FROM payments_step AS s
        WHERE s.region = %(region)s AND s.order_no = o.order_no
    ) AS events
FROM payments_order AS o
INNER JOIN providers_provider AS p
    ON p.region = %(region)s AND p.provider_code = o.provider_code
WHERE
    o.region = %(region)s
    AND (%(order_nos)s::text[] IS NULL OR o.order_no = ANY(%(order_nos)s))
    AND (%(period)s::text IS NULL OR o.period = %(period)s)
    AND (%(provider_code)s::text IS NULL OR o.provider_code = %(provider_code)s)
ORDER BY o.period DESC, o.provider_code, o.created_on, o.order_no
