-- step: payments.deciders
-- grain: one row per name under which a claim of the order was decided, in any version
-- reads: payments_order_claim, claims_adjudication; binds region, order_no
-- gives: decided_by
-- legal: design section 11: nobody pays what they verified
SELECT DISTINCT a.decided_by
FROM payments_order_claim AS o
INNER JOIN claims_adjudication AS a
    ON a.region = o.region AND a.claim_id = o.claim_id
WHERE o.region = %(region)s AND o.order_no = %(order_no)s
