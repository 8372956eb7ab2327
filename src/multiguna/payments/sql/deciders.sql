-- step: payments.deciders
-- grain: one row per name under which a claim of the order, or one that it supplements, was decided,
--   in any version
-- reads: payments_order_claim, payments_order_line, claims_adjudication; binds region, order_no
-- gives: name
-- legal: design section 11: nobody pays what they verified
SELECT DISTINCT who.name
FROM (
    SELECT o.claim_id FROM payments_order_claim AS o
    WHERE o.region = %(region)s AND o.order_no = %(order_no)s
    UNION
    SELECT l.claim_id FROM payments_order_line AS l
    WHERE l.region = %(region)s AND l.order_no = %(order_no)s AND l.kind = 'supplement'
) AS t
INNER JOIN claims_adjudication AS a ON a.region = %(region)s AND a.claim_id = t.claim_id
CROSS JOIN LATERAL (VALUES (a.decided_by), (a.proposed_by)) AS who (name)
WHERE who.name IS NOT NULL
