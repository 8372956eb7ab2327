-- step: payments.open_dues
-- grain: one row per recovery or penalty of the chosen hospitals that no standing order takes whole,
--   of claims whose payment did not come back, and per supplement of a granted appeal whose claim an
--   order takes for less; never before the year's end that carried it over
-- reads: payments_chosen, claims_ruling, claims_adjudication, payments_cancelled_claim, payments_recovery, payments_penalty, payments_order_line,
--   payments_cancelled_line, payments_paid_claim, payments_returned_claim, payments_order_claim,
--   payments_step, ledger_account; binds region, on
-- gives: provider_code, kind, due_no, part (the next one), claim_id, account_id (where a closed year
--   was carried to), care, village_code, amount_idr (what is still to be taken)
-- legal: what was overpaid comes back, what the agreement adds and an appeal gives is
--   paid, each once
SELECT
    d.provider_code,
    d.kind,
    d.due_no,
    (coalesce(t.parts, 0) + 1)::smallint AS part,
    d.claim_id,
    coalesce(b.carried_to, o.account_id) AS account_id,
    o.care,
    o.village_code,
    d.amount_idr - coalesce(t.taken_idr, 0) AS amount_idr
FROM (
    SELECT
        r.provider_code, 'recovery' AS kind, r.recovery_no AS due_no, r.claim_id, r.amount_idr
    FROM payments_recovery AS r
    WHERE r.region = %(region)s AND r.on_date <= %(on)s
    UNION ALL
    SELECT y.provider_code, 'penalty' AS kind, y.claim_id AS due_no, y.claim_id, y.amount_idr
    FROM payments_penalty AS y
    WHERE y.region = %(region)s
    UNION ALL
    SELECT
        v.provider_code,
        'supplement' AS kind,
        v.appeal_no AS due_no,
        v.claim_id,
        a.approved_idr - n.amount_idr AS amount_idr
    FROM claims_ruling AS v
    INNER JOIN claims_adjudication AS a
        ON a.region = %(region)s AND a.claim_id = v.claim_id AND a.version = v.version
    INNER JOIN payments_order_claim AS n ON n.region = %(region)s AND n.claim_id = v.claim_id
    WHERE
        v.region = %(region)s
        AND v.decided_on <= %(on)s
        AND a.approved_idr > n.amount_idr
        AND NOT EXISTS (
            SELECT FROM payments_cancelled_claim AS free
            WHERE
                free.region = %(region)s
                AND free.claim_id = n.claim_id
                AND free.attempt = n.attempt
        )
) AS d
INNER JOIN LATERAL (
    (SELECT ordered.account_id, ordered.care, ordered.village_code
    FROM payments_paid_claim AS p
    INNER JOIN payments_order_claim AS ordered
        ON
            ordered.region = %(region)s
            AND ordered.order_no = p.order_no
            AND ordered.claim_id = p.claim_id
    WHERE
        d.kind <> 'supplement'
        AND p.region = %(region)s
        AND p.claim_id = d.claim_id
        AND NOT EXISTS (
            SELECT FROM payments_returned_claim AS back
            WHERE
                back.region = %(region)s
                AND back.claim_id = p.claim_id
                AND back.attempt = p.attempt
        )
    ORDER BY p.attempt DESC
    LIMIT 1)
    UNION ALL
    (SELECT stands.account_id, stands.care, stands.village_code
    FROM payments_order_claim AS stands
    WHERE
        d.kind = 'supplement'
        AND stands.region = %(region)s
        AND stands.claim_id = d.claim_id
    ORDER BY stands.attempt DESC
    LIMIT 1)
) AS o ON TRUE
INNER JOIN ledger_account AS b ON b.region = %(region)s AND b.account_id = o.account_id
LEFT JOIN LATERAL (
    SELECT
        count(*) AS parts,
        sum(abs(l.amount_idr)) FILTER (WHERE x.part IS NULL)::bigint AS taken_idr
    FROM payments_order_line AS l
    LEFT JOIN payments_cancelled_line AS x
        ON
            x.region = %(region)s
            AND x.kind = l.kind
            AND x.due_no = l.due_no
            AND x.part = l.part
            AND EXISTS (
                SELECT FROM payments_step AS s
                WHERE
                    s.region = %(region)s
                    AND s.order_no = x.order_no
                    AND s.event = 'cancelled'
                    AND s.on_date <= %(on)s
            )
    WHERE l.region = %(region)s AND l.kind = d.kind AND l.due_no = d.due_no
) AS t ON TRUE
WHERE
    d.provider_code IN (SELECT n.provider_code FROM payments_chosen AS n)
    AND d.amount_idr > coalesce(t.taken_idr, 0)
    AND NOT EXISTS (
        SELECT FROM ledger_account AS z
        WHERE z.region = %(region)s AND z.carried_to = b.carried_to AND z.closed_on > %(on)s
    )
ORDER BY d.kind DESC, d.due_no
