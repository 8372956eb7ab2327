-- step: claims.minutes_claims
-- grain: one row per claim of the minutes, in order
-- reads: claims_minutes_claim, claims_claim, claims_adjudication, claims_finding
-- gives: the claim as it was decided then, its findings as [rule, facts] and the decider's reason
-- legal: the version that the minutes froze, whatever was decided later
SELECT
    m.claim_id, c.claim_no, c.care, c.admission_date, c.discharge_date, c.cbg_code, m.version,
    m.outcome, m.billed_idr, m.approved_idr, a.record_id, a.reason,
    ARRAY(
        SELECT jsonb_build_array(f.rule_code, f.facts)
        FROM claims_finding AS f
        WHERE f.region = %(region)s AND f.claim_id = m.claim_id AND f.version = m.version
        ORDER BY array_position(ARRAY['reject', 'pend', 'reduce'], f.severity), f.rule_code
    ) AS findings
FROM claims_minutes_claim AS m
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = m.claim_id
JOIN claims_adjudication AS a ON a.region = %(region)s
    AND a.claim_id = m.claim_id AND a.version = m.version
WHERE m.region = %(region)s AND m.minutes_no = %(minutes_no)s
ORDER BY m.claim_id
