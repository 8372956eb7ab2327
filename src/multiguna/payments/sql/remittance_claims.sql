-- step: payments.remittance_claims
-- grain: one row per claim that the order pays, or that stood unpaid in its month when it was made
--   (one that a correction had replaced by then does not stand)
-- reads: payments_order, payments_order_claim, claims_claim, claims_adjudication, claims_finding; binds
--   region, order_no
-- gives: claim_id, claim_no, care, admission_date, discharge_date, code, outcome, billed_idr,
--   approved_idr, reduced_idr, rejected_idr, pended_idr, version
--   (of a claim that the order pays: what it takes; the rest an earlier supplement took)
-- legal: design section 6: every posted rupiah points to a verified claim
SELECT
    c.claim_id,
    c.claim_no,
    c.care,
    c.admission_date,
    c.discharge_date,
    c.cbg_code AS code,
    a.outcome,
    a.billed_idr,
    coalesce(paid.amount_idr, a.approved_idr) AS approved_idr,
    a.reduced_idr + a.approved_idr - coalesce(paid.amount_idr, a.approved_idr) AS reduced_idr,
    a.rejected_idr,
    a.pended_idr,
    a.version
FROM payments_order AS o
INNER JOIN claims_claim AS c
    ON c.region = %(region)s AND c.provider_code = o.provider_code
LEFT JOIN payments_order_claim AS paid
    ON paid.region = %(region)s AND paid.order_no = o.order_no AND paid.claim_id = c.claim_id
INNER JOIN LATERAL (
    SELECT seen.*
    FROM claims_adjudication AS seen
    WHERE
        seen.region = %(region)s
        AND seen.claim_id = c.claim_id
        AND CASE
            WHEN paid.order_no IS NOT NULL THEN seen.version = paid.version
            ELSE seen.recorded_at <= o.recorded_at
        END
    ORDER BY seen.version DESC
    LIMIT 1
) AS a ON TRUE
WHERE
    o.region = %(region)s
    AND o.order_no = %(order_no)s
    AND c.discharge_date >= (o.period || '-01')::date
    AND c.discharge_date < (o.period || '-01')::date + INTERVAL '1 month'
    AND (paid.order_no IS NOT NULL OR a.approved_idr = 0)
    AND NOT EXISTS (
        SELECT FROM claims_finding AS f
        WHERE
            f.region = %(region)s
            AND f.claim_id = c.claim_id
            AND f.version = a.version
            AND f.rule_code = 'replaced'
    )
ORDER BY c.discharge_date, c.claim_no, c.claim_id
