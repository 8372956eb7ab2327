-- step: claims.claim_rows
-- grain: one row per claim of one page
-- reads: page (claim_id, version, outcome, approved_idr), claims_claim, claims_finding,
--        claims_minutes_claim, providers_provider, clocks
-- gives: the columns of a claim in a list, person_id, the codes of the rules that found something
--        (rejections first, then questions, then cuts), the minutes that it stands in, its clock
-- legal: none; what a list shows
SELECT
    c.claim_id, c.claim_no, c.provider_code, h.name AS provider_name, c.patient_name, c.care,
    c.care_class, c.admission_date, c.discharge_date, c.cbg_code, c.received_on, c.billed_idr,
    w.outcome, coalesce(w.approved_idr, 0) AS approved_idr, c.person_id,
    ARRAY(
        SELECT f.rule_code
        FROM claims_finding AS f
        WHERE f.region = %(region)s AND f.claim_id = w.claim_id AND f.version = w.version
        ORDER BY array_position(ARRAY['reject', 'pend', 'reduce'], f.severity), f.rule_code
    ) AS rule_codes,
    m.minutes_no, k.started_on, k.due, k.paused_days, k.state, k.days_left, k.stopped_on,
    k.unanswered
FROM page AS w
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = w.claim_id
JOIN providers_provider AS h ON h.region = %(region)s AND h.provider_code = c.provider_code
LEFT JOIN claims_minutes_claim AS m ON m.region = %(region)s AND m.claim_id = c.claim_id
LEFT JOIN clocks AS k ON k.claim_id = c.claim_id
