-- step: payments.guest_claims
-- grain: one row per claim of our residents at a partner region's hospitals, discharged in a month and
--   received up to a day, as known on that day; not those that a correction has replaced by then
-- reads: claims_claim, providers_provider, claims_adjudication, payments_paid_claim,
--   payments_returned_claim, payments_step; binds region, partner, period_from, period_until, on
-- gives: claim_id, provider_code, claim_no, billed_idr, outcome (null: undecided), approved_idr, paid_idr
-- legal: the two regions' portability agreement, as each one's pack has it
SELECT
    c.claim_id,
    c.provider_code,
    c.claim_no,
    c.billed_idr,
    a.outcome,
    coalesce(a.approved_idr, 0) AS approved_idr,
    coalesce(p.amount_idr, 0) AS paid_idr
FROM claims_claim AS c
INNER JOIN providers_provider AS h
    ON h.region = %(region)s AND h.provider_code = c.provider_code AND h.home_region = %(partner)s
LEFT JOIN LATERAL (
    SELECT d.outcome, d.approved_idr
    FROM claims_adjudication AS d
    WHERE d.region = %(region)s AND d.claim_id = c.claim_id AND d.decided_on <= %(on)s
    ORDER BY d.version DESC
    LIMIT 1
) AS a ON TRUE
LEFT JOIN LATERAL (
    SELECT y.amount_idr
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
WHERE
    c.region = %(region)s
    AND c.discharge_date >= %(period_from)s
    AND c.discharge_date < %(period_until)s
    AND c.received_on <= %(on)s
    AND NOT EXISTS (
        SELECT FROM claims_claim AS n
        WHERE n.region = %(region)s AND n.corrects = c.claim_id AND n.received_on <= %(on)s
    )
ORDER BY c.provider_code, c.claim_no, c.claim_id
