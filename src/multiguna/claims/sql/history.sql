-- step: claims.history
-- grain: one row per claim outside the run, not rejected, of a person with a claim in the run
-- reads: claims_claim, claims_adjudication, guarantees_letter, claims_run (temporary), claim_facts
-- gives: claim_id, person_id, born_on (of a newborn on the letter), provider_code, care,
--        admission_date, discharge_date, service_date, cbg_code, letter_no, approved_idr (0 while
--        undecided or pended)
-- legal: earlier claims count until they are rejected; the latest version of a decision holds
SELECT
    c.claim_id, c.person_id, l.born_on, c.provider_code, c.care, c.admission_date, c.discharge_date,
    c.service_date, c.cbg_code, c.letter_no, coalesce(d.approved_idr, 0) AS approved_idr
FROM claims_claim AS c
LEFT JOIN guarantees_letter AS l ON l.letter_no = c.letter_no
LEFT JOIN (
    SELECT a.claim_id, a.outcome, a.approved_idr
    FROM claims_adjudication AS a
    LEFT JOIN claims_adjudication AS later
        ON later.claim_id = a.claim_id AND later.version = a.version + 1
    WHERE later.claim_id IS NULL
) AS d ON d.claim_id = c.claim_id
WHERE d.outcome IS DISTINCT FROM 'rejected'
  AND c.person_id IN (SELECT person_id FROM claim_facts)
  AND NOT EXISTS (SELECT FROM claims_run AS x WHERE x.claim_id = c.claim_id)
