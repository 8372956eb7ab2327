-- step: claims.import_replaced
-- grain: one row per claim that a row of the file corrects
-- reads: claims_match (temporary), claims_claim, claims_adjudication, guarantees_letter,
--        registry_person
-- gives: record_id, claim_id, version (of its last decision), corrected_by (the new claim), open_idr
--        (still billed: undecided or in question), before (the outcome so far), decided_on, and what
--        the decision, its record and the ledger say
-- legal: a corrected claim is never paid beside its correction (design, section 8)
SELECT
    nextval('audit_record_seq') AS record_id, c.claim_id, m.claim_id AS corrected_by,
    c.provider_code, c.account_id, c.care, c.billed_idr, c.letter_no,
    CASE WHEN d.outcome IS NULL OR d.outcome = 'pended' THEN c.billed_idr ELSE 0 END AS open_idr,
    d.outcome AS before,
    (coalesce(d.version, 0) + 1)::smallint AS version,
    d.stage_code, coalesce(d.pack_hash, '') AS pack_hash,
    greatest(%(on)s::date, c.received_on, d.decided_on) AS decided_on,
    coalesce(l.village_code, p.village_code) AS village_code
FROM claims_match AS m
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = m.corrects
LEFT JOIN LATERAL (
    SELECT a.outcome, a.version, a.stage_code, a.pack_hash, a.decided_on
    FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.claim_id = c.claim_id
    ORDER BY a.version DESC
    LIMIT 1
) AS d ON true
LEFT JOIN guarantees_letter AS l ON l.region = %(region)s AND l.letter_no = c.letter_no
LEFT JOIN registry_person AS p ON p.region = %(region)s AND p.person_id = c.person_id
