-- step: claims.history
-- grain: one row per claim outside the run, not rejected, of a person with a claim in the run
-- reads: claims_claim, claims_adjudication, guarantees_letter, claims_run (temporary), claim_facts,
--        matched, one_person
-- gives: claim_id, person_id, born_on (of a newborn on the letter), provider_code, care,
--        admission_date, discharge_date, service_date, cbg_code, letter_no, approved_idr (0 while
--        undecided or pended), owed (approved or reduced)
-- legal: earlier claims count until they are rejected; the latest version of a decision holds;
--        a claim is of whom it was decided to be about, and those who are one person are one
SELECT
    c.claim_id, c.person_id, l.born_on, c.provider_code, c.care, c.admission_date, c.discharge_date,
    c.service_date, c.cbg_code, c.letter_no, coalesce(d.approved_idr, 0) AS approved_idr,
    coalesce(d.outcome IN ('approved', 'reduced'), false) AS owed
FROM (
    SELECT
        own.claim_id, coalesce(one.person_id, own.person_id) AS person_id, own.provider_code,
        own.care, own.admission_date, own.discharge_date, own.service_date, own.cbg_code,
        own.letter_no
    FROM claims_claim AS own
    LEFT JOIN one_person AS one ON one.own_id = own.person_id
    LEFT JOIN matched AS m ON m.claim_id = own.claim_id
    WHERE own.region = %(region)s AND m.claim_id IS NULL
      AND own.person_id IN (
          SELECT person_id FROM claim_facts
          UNION ALL
          SELECT same.own_id
          FROM one_person AS same
          JOIN claim_facts AS f ON f.person_id = same.person_id
      )
    UNION ALL
    SELECT
        m.claim_id, coalesce(one.person_id, m.person_id), own.provider_code, own.care,
        own.admission_date, own.discharge_date, own.service_date, own.cbg_code, m.letter_no
    FROM matched AS m
    JOIN claims_claim AS own ON own.claim_id = m.claim_id
    LEFT JOIN one_person AS one ON one.own_id = m.person_id
    WHERE coalesce(one.person_id, m.person_id) IN (SELECT person_id FROM claim_facts)
) AS c
LEFT JOIN guarantees_letter AS l ON l.region = %(region)s AND l.letter_no = c.letter_no
LEFT JOIN LATERAL (
    SELECT a.version, a.outcome, a.approved_idr
    FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.claim_id = c.claim_id
    ORDER BY a.version DESC
    LIMIT 1
) AS d ON true
WHERE d.outcome IS DISTINCT FROM 'rejected'
  AND NOT EXISTS (SELECT FROM claims_run AS x WHERE x.claim_id = c.claim_id)
