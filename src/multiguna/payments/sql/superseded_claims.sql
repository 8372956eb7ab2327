-- step: payments.superseded_claims
-- grain: one row per chosen claim that got a newer decision after it was chosen, or whose budget
--   line was closed, and per recovery or penalty of the orders made whose budget line was closed
-- reads: payments_chosen, claims_adjudication, ledger_account, payments_order_line; binds region,
--   order_nos
-- gives: claim_id
-- legal: design section 12: what is paid is the latest decision
SELECT c.claim_id
FROM payments_chosen AS c
WHERE EXISTS (
    SELECT FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.claim_id = c.claim_id AND a.version > c.version
) OR EXISTS (
    SELECT FROM ledger_account AS b
    WHERE b.region = %(region)s AND b.account_id = c.account_id AND b.closed_on IS NOT NULL
)
UNION ALL
SELECT l.claim_id
FROM payments_order_line AS l
INNER JOIN ledger_account AS b ON b.region = l.region AND b.account_id = l.account_id
WHERE
    l.region = %(region)s
    AND l.order_no = ANY(%(order_nos)s)
    AND b.closed_on IS NOT NULL
