-- step: payments.sipd_rows
-- grain: one row per SP2D that counts and account code that it is charged to
-- reads: payments_step, payments_order, payments_paid_claim, payments_order_claim,
--   payments_order_line, ledger_account, providers_provider; binds region, starts, until (days of
--   the SP2D, half-open)
-- gives: on_date, sp2d_no, sp2d_idr, spm_no, order_no, period, provider_name, sub_activity_code,
--   account_code, amount_idr (the first SP2D of an order takes its recoveries and penalties)
-- legal: Permendagri 77/2020: realisation is what SP2Ds paid, by sub-activity and account
WITH live AS (
    SELECT s.order_no, s.seq, s.event, s.document_no, s.on_date, s.amount_idr
    FROM payments_step AS s
    WHERE
        s.region = %(region)s
        AND s.document_no IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM payments_step AS v
            WHERE v.region = %(region)s AND v.order_no = s.order_no AND v.voids = s.seq
        )
),
sp2d AS (
    SELECT
        l.*,
        l.seq = min(l.seq) OVER (PARTITION BY l.order_no) AS is_first
    FROM live AS l
    WHERE l.event = 'sp2d'
),
part AS (
    SELECT p.order_no, p.seq, o.account_id, p.amount_idr
    FROM payments_paid_claim AS p
    INNER JOIN payments_order_claim AS o
        ON o.region = %(region)s AND o.order_no = p.order_no AND o.claim_id = p.claim_id
    WHERE p.region = %(region)s
    UNION ALL
    SELECT l.order_no, f.seq, l.account_id, l.amount_idr
    FROM payments_order_line AS l
    INNER JOIN sp2d AS f ON f.order_no = l.order_no AND f.is_first
    WHERE l.region = %(region)s
)
SELECT
    d.on_date,
    d.document_no AS sp2d_no,
    d.amount_idr AS sp2d_idr,
    (
        SELECT m.document_no FROM live AS m WHERE m.order_no = d.order_no AND m.event = 'spm'
    ) AS spm_no,
    d.order_no,
    o.period,
    h.name AS provider_name,
    a.sub_activity_code,
    a.account_code,
    sum(t.amount_idr)::bigint AS amount_idr
FROM sp2d AS d
INNER JOIN payments_order AS o ON o.region = %(region)s AND o.order_no = d.order_no
INNER JOIN providers_provider AS h
    ON h.region = %(region)s AND h.provider_code = o.provider_code
INNER JOIN part AS t ON t.order_no = d.order_no AND t.seq = d.seq
INNER JOIN ledger_account AS a ON a.region = %(region)s AND a.account_id = t.account_id
WHERE d.on_date >= %(starts)s AND d.on_date < %(until)s
GROUP BY
    d.on_date, d.document_no, d.amount_idr, d.order_no, o.period, h.name, a.sub_activity_code,
    a.account_code
ORDER BY d.on_date, d.document_no, a.account_code
