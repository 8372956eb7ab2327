-- step: payments.unfounded
-- grain: one row per account whose billed to paid balances are not the sums of its claims
-- reads: ledger_account, claims_claim, claims_adjudication, payments_order_claim, payments_step,
--        guarantees_letter, guarantees_resolution
-- gives: account_id
-- legal: every posted rupiah points to a claim or a settled letter (design, invariant I7)
SELECT a.account_id
FROM ledger_account a
LEFT JOIN (
    SELECT c.account_id,
           sum(CASE WHEN d.claim_id IS NULL THEN c.billed_idr ELSE d.pended_idr END) AS billed_idr,
           sum(CASE WHEN o.claim_id IS NULL THEN coalesce(d.approved_idr, 0) ELSE 0 END)
               AS obligations_idr,
           sum(CASE WHEN p.order_no IS NULL THEN coalesce(o.amount_idr, 0) ELSE 0 END)
               AS ordered_idr,
           sum(CASE WHEN p.order_no IS NOT NULL THEN o.amount_idr ELSE 0 END) AS paid_idr
    FROM claims_claim c
    LEFT JOIN (
        SELECT DISTINCT ON (claim_id) claim_id, approved_idr, pended_idr
        FROM claims_adjudication WHERE region = %(region)s ORDER BY claim_id, version DESC
    ) d ON d.claim_id = c.claim_id
    LEFT JOIN payments_order_claim o ON o.region = c.region AND o.claim_id = c.claim_id
    LEFT JOIN payments_step p
        ON p.region = o.region AND p.order_no = o.order_no AND p.step = 'sp2d'
    WHERE c.region = %(region)s
    GROUP BY c.account_id
) m ON m.account_id = a.account_id
LEFT JOIN (
    SELECT l.account_id, sum(r.amount_idr) AS settled_idr
    FROM guarantees_resolution r
    JOIN guarantees_letter l ON l.region = r.region AND l.letter_no = r.letter_no
    WHERE r.region = %(region)s AND r.kind = 'settled'
    GROUP BY l.account_id
) s ON s.account_id = a.account_id
WHERE a.region = %(region)s
  AND (a.billed_idr, a.obligations_idr, a.ordered_idr, a.paid_idr)
   IS DISTINCT FROM
      (coalesce(m.billed_idr, 0), coalesce(m.obligations_idr, 0) + coalesce(s.settled_idr, 0),
       coalesce(m.ordered_idr, 0), coalesce(m.paid_idr, 0))
