-- step: claims.unmatched
-- grain: one row per claim, undecided or with a question, of which nobody decided whom it is about
-- reads: claims_claim, claims_batch, latest_decisions, claims_finding, claims_matching, one_person
-- gives: claim_id, provider_code, care, service_date, birth_date, sex, its letter and person (the
--        one kept of those who are the same), number (the letter number without what people put
--        between its characters), name (plain), nik, card_no
-- legal: a claim without letter or without person; with %(questioned)s also one whose identity is
--        asked about; never one whose file the decider took in: four eyes
SELECT
    c.claim_id, c.provider_code, c.care, c.service_date, c.birth_date, c.sex, c.letter_no,
    coalesce(one.person_id, c.person_id) AS person_id,
    translate(regexp_replace(upper(c.claim_no), '[^0-9A-Z]', '', 'g'), 'OIL', '011') AS number,
    trim(regexp_replace(regexp_replace(
        regexp_replace(upper(c.patient_name), '[^A-Z]+', ' ', 'g'), %(titles)s, ' ', 'g'
    ), ' +', ' ', 'g')) AS name,
    CASE WHEN c.id_type = 'nik' AND c.id_value ~ '^[0-9]{16}$' THEN c.id_value::bigint END AS nik,
    CASE WHEN c.id_type = 'jkn_card' THEN c.id_value END AS card_no
FROM claims_claim AS c
JOIN claims_batch AS b ON b.region = %(region)s AND b.batch_id = c.batch_id
LEFT JOIN latest_decisions AS d ON d.claim_id = c.claim_id
LEFT JOIN one_person AS one ON one.own_id = c.person_id
WHERE c.region = %(region)s AND (%(batch_id)s::bigint IS NULL OR c.batch_id = %(batch_id)s)
  AND (d.claim_id IS NULL OR d.outcome = 'pended')
  AND c.received_on <= %(on)s
  AND b.received_by IS DISTINCT FROM %(not_from)s::text
  AND (
      c.letter_no IS NULL
      OR c.person_id IS NULL
      OR (
          %(questioned)s
          AND EXISTS (
              SELECT FROM claims_finding AS f
              WHERE f.region = %(region)s AND f.claim_id = d.claim_id AND f.version = d.version
                AND f.rule_code = 'identity_mismatch'
          )
      )
  )
  AND NOT EXISTS (
      SELECT FROM claims_matching AS x
      WHERE x.region = %(region)s AND x.claim_id = c.claim_id AND x.kind <> 'undo'
        AND NOT EXISTS (
            SELECT FROM claims_matching AS later
            WHERE later.region = %(region)s
              AND later.claim_id = x.claim_id AND later.seq = x.seq + 1
        )
  )
