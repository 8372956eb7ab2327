-- step: payments.order_lines
-- grain: one row per recovery, penalty or supplement of some orders
-- reads: payments_order_line, claims_ruling, payments_recovery, payments_penalty, claims_claim; binds region, order_nos
-- gives: order_no, kind, claim_id, claim_no, amount_idr, reason (of a recovery or ruling), due_on, paid_on, months,
--   rate_bp (of a penalty)
-- legal: whoever is paid less or more is told why
SELECT
    l.order_no,
    l.kind,
    l.claim_id,
    c.claim_no,
    l.amount_idr,
    coalesce(r.reason, v.reason) AS reason,
    y.due_on,
    y.paid_on,
    y.months,
    y.rate_bp
FROM payments_order_line AS l
INNER JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = l.claim_id
LEFT JOIN payments_recovery AS r ON r.region = %(region)s AND r.recovery_no = l.recovery_no
LEFT JOIN claims_ruling AS v ON v.region = %(region)s AND v.appeal_no = l.supplement_of
LEFT JOIN payments_penalty AS y ON y.region = %(region)s AND y.claim_id = l.penalty_of
WHERE l.region = %(region)s AND l.order_no = ANY(%(order_nos)s)
ORDER BY l.order_no, l.kind DESC, l.due_no
