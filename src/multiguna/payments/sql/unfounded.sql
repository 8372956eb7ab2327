-- step: payments.unfounded
-- grain: one row per account whose billed to paid balances are not the sums of its claims
-- reads: ledger_account, claims_claim, claims_adjudication, payments_order_claim,
--        payments_cancelled_claim, payments_paid_claim, payments_returned_claim,
--        payments_order_line, payments_cancelled_line, payments_step, guarantees_letter,
--        guarantees_resolution
-- gives: account_id
-- legal: every posted rupiah points to a claim or a settled letter (design, invariant I7)
WITH decided AS (
    SELECT DISTINCT ON (claim_id) claim_id, approved_idr, pended_idr
    FROM claims_adjudication WHERE region = %(region)s ORDER BY claim_id, version DESC
), ordered AS (
    SELECT o.claim_id, o.account_id, o.amount_idr
    FROM payments_order_claim o
    WHERE o.region = %(region)s
      AND NOT EXISTS (SELECT FROM payments_cancelled_claim x
                      WHERE x.region = %(region)s AND x.claim_id = o.claim_id
                        AND x.attempt = o.attempt)
), paid AS (
    SELECT p.claim_id
    FROM payments_paid_claim p
    WHERE p.region = %(region)s
      AND NOT EXISTS (SELECT FROM payments_returned_claim r
                      WHERE r.region = %(region)s AND r.claim_id = p.claim_id
                        AND r.attempt = p.attempt)
), supplemented AS (
    SELECT l.claim_id, sum(l.amount_idr) AS amount_idr
    FROM payments_order_line l
    WHERE l.region = %(region)s AND l.kind = 'supplement'
      AND NOT EXISTS (SELECT FROM payments_cancelled_line x
                      WHERE x.region = %(region)s AND x.kind = l.kind AND x.due_no = l.due_no
                        AND x.part = l.part)
    GROUP BY l.claim_id
), line AS (
    SELECT l.account_id, l.amount_idr, EXISTS (
        SELECT FROM payments_step s
        WHERE s.region = %(region)s AND s.order_no = l.order_no AND s.event = 'sp2d'
          AND NOT EXISTS (SELECT FROM payments_step v
                          WHERE v.region = %(region)s AND v.order_no = s.order_no
                            AND v.voids = s.seq)) AS is_paid
    FROM payments_order_line l
    WHERE l.region = %(region)s
      AND NOT EXISTS (SELECT FROM payments_cancelled_line x
                      WHERE x.region = %(region)s AND x.kind = l.kind AND x.due_no = l.due_no
                        AND x.part = l.part)
), founded AS (
    SELECT c.account_id,
           CASE WHEN d.claim_id IS NULL THEN c.billed_idr ELSE d.pended_idr END AS billed_idr,
           coalesce(d.approved_idr, 0) - coalesce(o.amount_idr, 0) - coalesce(u.amount_idr, 0)
               AS obligations_idr,
           0 AS ordered_idr, 0 AS paid_idr
    FROM claims_claim c
    LEFT JOIN decided d ON d.claim_id = c.claim_id
    LEFT JOIN ordered o ON o.claim_id = c.claim_id
    LEFT JOIN supplemented u ON u.claim_id = c.claim_id
    WHERE c.region = %(region)s
    UNION ALL
    SELECT o.account_id, 0, 0,
           CASE WHEN p.claim_id IS NULL THEN o.amount_idr ELSE 0 END,
           CASE WHEN p.claim_id IS NOT NULL THEN o.amount_idr ELSE 0 END
    FROM ordered o LEFT JOIN paid p ON p.claim_id = o.claim_id
    UNION ALL
    SELECT account_id, 0, 0,
           CASE WHEN is_paid THEN 0 ELSE amount_idr END,
           CASE WHEN is_paid THEN amount_idr ELSE 0 END
    FROM line
    UNION ALL
    -- paid in a year that was closed when it came back: it stays in that year's sum
    SELECT o.account_id, 0, 0, 0, o.amount_idr
    FROM payments_returned_claim r
    JOIN payments_order_claim o ON o.region = %(region)s AND o.order_no = r.order_no
        AND o.claim_id = r.claim_id
    WHERE r.region = %(region)s AND r.after_closing
    UNION ALL
    SELECT l.account_id, 0, 0, 0, l.amount_idr
    FROM payments_cancelled_line x
    JOIN payments_order_line l ON l.region = %(region)s AND l.kind = x.kind AND l.due_no = x.due_no
        AND l.part = x.part
    WHERE x.region = %(region)s AND x.after_closing
    UNION ALL
    SELECT l.account_id, 0, r.amount_idr, 0, 0
    FROM guarantees_resolution r
    JOIN guarantees_letter l ON l.region = %(region)s AND l.letter_no = r.letter_no
    WHERE r.region = %(region)s AND r.kind = 'settled'
), standing AS (
    -- what is still open moved with its closed year; what was paid stays in the year that paid it
    SELECT account_id, 0 AS billed_idr, 0 AS obligations_idr, 0 AS ordered_idr, paid_idr
    FROM founded
    UNION ALL
    SELECT coalesce(a.carried_to, f.account_id), f.billed_idr, f.obligations_idr, f.ordered_idr, 0
    FROM founded f
    JOIN ledger_account a ON a.region = %(region)s AND a.account_id = f.account_id
)
SELECT a.account_id
FROM ledger_account a
LEFT JOIN standing m ON m.account_id = a.account_id
WHERE a.region = %(region)s
GROUP BY a.account_id, a.billed_idr, a.obligations_idr, a.ordered_idr, a.paid_idr
HAVING (a.billed_idr, a.obligations_idr, a.ordered_idr, a.paid_idr)
   IS DISTINCT FROM
      (coalesce(sum(m.billed_idr), 0), coalesce(sum(m.obligations_idr), 0),
       coalesce(sum(m.ordered_idr), 0), coalesce(sum(m.paid_idr), 0))
