-- step: payments.affected
-- grain: one row per open letter and claim whose person was covered as known before and is not as
--        known now, or who is now known to have died before the discharge
-- reads: affected_asked, coverage_facts, coverage_decided, claims_claim, claims_adjudication,
--        guarantees_letter, payments_order_claim, payments_cancelled_claim, payments_paid_claim,
--        payments_returned_claim, payments_recovery; binds region
-- gives: person_id, letter_no, claim_id, claim_no, provider_code, from_date, until_date, reason,
--        since (the day from which it is so), state, amount_idr, recoverable_idr
-- legal: what was paid and not owed comes back; findings of the state audit (payment for the dead)
SELECT
    a.person_id, a.letter_no, a.claim_id, coalesce(c.claim_no, '') AS claim_no, a.provider_code,
    coalesce(c.admission_date, l.valid_from) AS from_date,
    coalesce(c.discharge_date, l.valid_until) AS until_date, r.reason,
    CASE r.reason
        WHEN 'died' THEN now.died_on
        WHEN 'moved_out' THEN (
            SELECT max(upper(part)) FROM unnest(now.residency) AS part
            WHERE upper(part) <= a.on_date
        )
        WHEN 'other_payer' THEN (
            SELECT lower(part) FROM unnest(now.other_payer) AS part WHERE part @> a.on_date
        )
    END AS since,
    CASE
        WHEN a.claim_id IS NULL THEN 'open_letter'
        WHEN paid.claim_id IS NOT NULL THEN 'paid'
        WHEN ordered.claim_id IS NOT NULL THEN 'ordered'
        WHEN d.outcome IN ('approved', 'reduced') THEN 'approved'
        ELSE 'undecided'
    END AS state,
    CASE
        WHEN a.claim_id IS NULL THEN l.reserved_idr + l.arrears_idr
        WHEN paid.claim_id IS NOT NULL THEN paid.amount_idr
        WHEN d.outcome IN ('approved', 'reduced') THEN d.approved_idr
        ELSE c.billed_idr
    END AS amount_idr,
    coalesce(paid.amount_idr - (
        SELECT coalesce(sum(v.amount_idr), 0)
        FROM payments_recovery AS v
        WHERE v.region = %(region)s AND v.claim_id = a.claim_id
    ), 0)::bigint AS recoverable_idr
FROM affected_asked AS a
JOIN coverage_facts AS now ON now.ask_id = a.ask_no * 2
JOIN coverage_decided AS decided ON decided.ask_id = a.ask_no * 2
LEFT JOIN coverage_facts AS past ON past.ask_id = a.ask_no * 2 + 1
LEFT JOIN coverage_decided AS before ON before.ask_id = a.ask_no * 2 + 1
LEFT JOIN guarantees_letter AS l ON l.region = %(region)s AND l.letter_no = a.letter_no
LEFT JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = a.claim_id
LEFT JOIN LATERAL (
    SELECT x.outcome, x.approved_idr
    FROM claims_adjudication AS x
    WHERE x.region = %(region)s AND x.claim_id = a.claim_id
    ORDER BY x.version DESC
    LIMIT 1
) AS d ON TRUE
LEFT JOIN LATERAL (
    SELECT o.claim_id
    FROM payments_order_claim AS o
    WHERE
        o.region = %(region)s AND o.claim_id = a.claim_id
        AND NOT EXISTS (
            SELECT FROM payments_cancelled_claim AS x
            WHERE x.region = %(region)s AND x.claim_id = o.claim_id AND x.attempt = o.attempt
        )
    LIMIT 1
) AS ordered ON TRUE
LEFT JOIN LATERAL (
    SELECT p.claim_id, p.amount_idr
    FROM payments_paid_claim AS p
    WHERE
        p.region = %(region)s AND p.claim_id = a.claim_id
        AND NOT EXISTS (
            SELECT FROM payments_returned_claim AS b
            WHERE b.region = %(region)s AND b.claim_id = p.claim_id AND b.attempt = p.attempt
        )
    LIMIT 1
) AS paid ON TRUE
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN NOT decided.covered AND before.covered IS NOT FALSE THEN decided.reason
        WHEN decided.covered AND a.born_on IS NULL AND a.until_date > now.died_on
            AND (past.ask_id IS NULL OR (a.until_date > past.died_on) IS NOT TRUE) THEN 'died'
    END AS reason
) AS r
WHERE r.reason IS NOT NULL
ORDER BY a.claim_id IS NOT NULL, a.provider_code, a.claim_id, a.letter_no
