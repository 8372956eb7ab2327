-- step: payments.payable_claims
-- grain: one row per claim that is to be paid and is in no order yet
-- reads: claims_claim, claims_adjudication, guarantees_letter, payments_order_claim; binds region,
--   period_from, period_until (discharge, half-open), provider_code (null: every hospital), on
-- gives: claim_id, version, provider_code, account_id, care, village_code, amount_idr, pack_hash
-- legal: Permendagri 77/2020: a direct payment (LS) rests on what was verified; the latest decision counts
SELECT
    c.claim_id,
    a.version,
    c.provider_code,
    c.account_id,
    c.care,
    l.village_code,
    a.approved_idr AS amount_idr,
    a.pack_hash
FROM claims_claim AS c
INNER JOIN LATERAL (
    SELECT latest.version, latest.outcome, latest.approved_idr, latest.pack_hash, latest.decided_on
    FROM claims_adjudication AS latest
    WHERE latest.region = c.region AND latest.claim_id = c.claim_id
    ORDER BY latest.version DESC
    LIMIT 1
) AS a ON TRUE
LEFT JOIN guarantees_letter AS l ON l.region = c.region AND l.letter_no = c.letter_no
WHERE
    c.region = %(region)s
    AND c.discharge_date >= %(period_from)s
    AND c.discharge_date < %(period_until)s
    AND (%(provider_code)s::text IS NULL OR c.provider_code = %(provider_code)s)
    AND a.outcome IN ('approved', 'reduced')
    AND a.approved_idr > 0
    AND a.decided_on <= %(on)s
    AND NOT EXISTS (
        SELECT FROM payments_order_claim AS o
        WHERE o.region = c.region AND o.claim_id = c.claim_id
    )
