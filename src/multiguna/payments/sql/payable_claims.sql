-- step: payments.payable_claims
-- grain: one row per claim that is to be paid and is in no order that stands; an order is never older
--   than the cancelling or the year's end that made its claim payable again
-- reads: claims_ruling, payments_order_line, payments_cancelled_line, claims_claim, claims_matching, claims_adjudication, guarantees_letter, ledger_account, payments_order_claim,
--   payments_cancelled_claim, payments_step; binds region, period_from, period_until (discharge, half-open),
--   provider_code (null: every hospital), on
-- gives: claim_id, attempt, version, provider_code, account_id (where a closed year's claims were
--   carried to), care, village_code, decided_on, amount_idr, pack_hash
-- legal: Permendagri 77/2020: a direct payment (LS) rests on what was verified; the latest decision counts,
--   less what a supplement that stands takes of it
SELECT
    c.claim_id,
    (coalesce(t.attempt, 0) + 1)::smallint AS attempt,
    a.version,
    c.provider_code,
    coalesce(b.carried_to, c.account_id) AS account_id,
    c.care,
    l.village_code,
    a.decided_on,
    a.approved_idr - coalesce(u.amount_idr, 0) AS amount_idr,
    a.pack_hash
FROM claims_claim AS c
INNER JOIN ledger_account AS b ON b.region = %(region)s AND b.account_id = c.account_id
INNER JOIN LATERAL (
    SELECT latest.version, latest.outcome, latest.approved_idr, latest.pack_hash, latest.decided_on
    FROM claims_adjudication AS latest
    WHERE latest.region = %(region)s AND latest.claim_id = c.claim_id
    ORDER BY latest.version DESC
    LIMIT 1
) AS a ON TRUE
LEFT JOIN LATERAL (
    SELECT
        tried.attempt,
        EXISTS (
            SELECT FROM payments_cancelled_claim AS x
            INNER JOIN payments_step AS s
                ON
                    s.region = %(region)s
                    AND s.order_no = x.order_no
                    AND s.seq = x.seq
                    AND s.on_date <= %(on)s
            WHERE
                x.region = %(region)s
                AND x.claim_id = tried.claim_id
                AND x.attempt = tried.attempt
        ) AS cancelled
    FROM payments_order_claim AS tried
    WHERE tried.region = %(region)s AND tried.claim_id = c.claim_id
    ORDER BY tried.attempt DESC
    LIMIT 1
) AS t ON TRUE
LEFT JOIN LATERAL (
    SELECT sum(n.amount_idr)::bigint AS amount_idr
    FROM claims_ruling AS r
    INNER JOIN payments_order_line AS n
        ON n.region = %(region)s AND n.kind = 'supplement' AND n.due_no = r.appeal_no
    WHERE
        r.region = %(region)s
        AND r.claim_id = c.claim_id
        AND NOT EXISTS (
            SELECT FROM payments_cancelled_line AS k
            WHERE
                k.region = %(region)s
                AND k.kind = n.kind
                AND k.due_no = n.due_no
                AND k.part = n.part
        )
) AS u ON TRUE
LEFT JOIN LATERAL (
    SELECT m.kind = 'match' AS holds, m.person_id, m.letter_no
    FROM claims_matching AS m
    WHERE m.region = %(region)s AND m.claim_id = c.claim_id
    ORDER BY m.seq DESC
    LIMIT 1
) AS whom ON TRUE
LEFT JOIN guarantees_letter AS l
    ON l.region = %(region)s
    AND l.letter_no = CASE WHEN whom.holds THEN whom.letter_no ELSE c.letter_no END
WHERE
    c.region = %(region)s
    AND c.discharge_date >= %(period_from)s
    AND c.discharge_date < %(period_until)s
    AND (%(provider_code)s::text IS NULL OR c.provider_code = %(provider_code)s)
    AND a.outcome IN ('approved', 'reduced')
    AND a.approved_idr > coalesce(u.amount_idr, 0)
    AND a.decided_on <= %(on)s
    AND (t.attempt IS NULL OR t.cancelled)
    AND NOT EXISTS (
        SELECT FROM ledger_account AS z
        WHERE z.region = %(region)s AND z.carried_to = b.carried_to AND z.closed_on > %(on)s
    )
