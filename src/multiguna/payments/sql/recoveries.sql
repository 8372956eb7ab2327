-- step: payments.recoveries
-- grain: one row per recovery, the latest first
-- reads: payments_recovery, payments_order_line, payments_cancelled_line, claims_claim; binds region,
--   provider_code, recovery_no (null: any)
-- gives: recovery_no, claim_id, claim_no, provider_code, amount_idr, taken_idr (by orders that
--   stand), reason, on_date, recorded_by, record_id
-- legal: what was paid and not owed comes back
SELECT
    r.recovery_no,
    r.claim_id,
    c.claim_no,
    r.provider_code,
    r.amount_idr,
    (
        SELECT coalesce(-sum(l.amount_idr), 0)
        FROM payments_order_line AS l
        WHERE
            l.region = %(region)s
            AND l.kind = 'recovery'
            AND l.due_no = r.recovery_no
            AND NOT EXISTS (
                SELECT FROM payments_cancelled_line AS x
                WHERE
                    x.region = %(region)s
                    AND x.kind = l.kind
                    AND x.due_no = l.due_no
                    AND x.part = l.part
            )
    )::bigint AS taken_idr,
    r.reason,
    r.on_date,
    r.recorded_by,
    r.record_id
FROM payments_recovery AS r
INNER JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = r.claim_id
WHERE
    r.region = %(region)s
    AND (%(provider_code)s::text IS NULL OR r.provider_code = %(provider_code)s)
    AND (%(recovery_no)s::bigint IS NULL OR r.recovery_no = %(recovery_no)s)
ORDER BY r.recovery_no DESC
