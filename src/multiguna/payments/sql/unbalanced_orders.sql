-- step: payments.unbalanced_orders
-- grain: one row per order whose sums are not those of its claims, lines and live SP2Ds
-- reads: payments_order, payments_order_claim, payments_order_line, payments_step,
--        payments_paid_claim; binds region
-- gives: order_no
-- legal: an SP2D pays whole claims of its order and nothing else (design, invariant I7)
WITH claim AS (
    SELECT order_no, sum(amount_idr) AS idr, count(*) AS claims
    FROM payments_order_claim WHERE region = %(region)s GROUP BY order_no
), line AS (
    SELECT order_no,
           coalesce(-sum(amount_idr) FILTER (WHERE kind = 'recovery'), 0) AS recovered_idr,
           coalesce(sum(amount_idr) FILTER (WHERE kind <> 'recovery'), 0) AS added_idr
    FROM payments_order_line WHERE region = %(region)s GROUP BY order_no
), sp2d AS (
    SELECT s.order_no, s.seq, s.amount_idr
    FROM payments_step AS s
    WHERE s.region = %(region)s AND s.event = 'sp2d'
      AND NOT EXISTS (SELECT FROM payments_step AS v
                      WHERE v.region = %(region)s AND v.order_no = s.order_no AND v.voids = s.seq)
), settled AS (
    SELECT l.order_no, sum(l.amount_idr) AS sp2d_idr, sum(p.idr) AS claims_idr
    FROM sp2d AS l
    LEFT JOIN LATERAL (
        SELECT sum(amount_idr) AS idr FROM payments_paid_claim
        WHERE region = %(region)s AND order_no = l.order_no AND seq = l.seq
    ) AS p ON TRUE
    GROUP BY l.order_no
)
SELECT o.order_no
FROM payments_order AS o
LEFT JOIN claim AS c ON c.order_no = o.order_no
LEFT JOIN line AS l ON l.order_no = o.order_no
LEFT JOIN settled AS s ON s.order_no = o.order_no
WHERE o.region = %(region)s
  AND (o.claims_idr, o.claim_count, o.recovered_idr, o.amount_idr, coalesce(s.sp2d_idr, 0))
      IS DISTINCT FROM (
          coalesce(c.idr, 0), coalesce(c.claims, 0), coalesce(l.recovered_idr, 0),
          coalesce(c.idr, 0) - coalesce(l.recovered_idr, 0) + coalesce(l.added_idr, 0),
          CASE WHEN s.order_no IS NULL THEN 0
               ELSE coalesce(s.claims_idr, 0) - coalesce(l.recovered_idr, 0)
                    + coalesce(l.added_idr, 0) END)
ORDER BY o.order_no
