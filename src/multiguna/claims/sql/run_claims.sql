-- step: claims.run_claims
-- grain: one row per claim to decide now
-- reads: claims_chosen (temporary), claims_claim, guarantees_letter, guarantees_resolution, matched,
--        one_person, open_candidates
-- gives: claim_id, version (of the decision to come), the claim's own facts, and its letter's;
--        person and letter are those that were decided on, else its own; the person is the one
--        kept of those who are the same; candidates (whether somebody was found and nobody
--        decided), letter_candidates, confirmed (a verifier decided whom it is about), corrects
-- legal: which claims is said by claims.chosen_*; a correction counts as received when the
--        same care was first claimed (claims.import_matches)
SELECT
    c.claim_id, x.version, c.provider_code, c.account_id,
    coalesce(one.person_id, m.person_id, c.person_id) AS person_id, c.care, c.care_class,
    c.admission_date, c.discharge_date, c.service_date,
    coalesce(c.first_received_on, c.received_on) AS received_on, c.discharge_status, c.id_type,
    c.id_value, c.birth_date, c.sex, c.primary_diagnosis, c.procedures, c.cbg_code,
    c.drg ->> 'IDRG_DRG_CODE' AS drg_code, c.los, c.billed_idr, c.charge_idr,
    c.charges[1] + c.charges[2] + c.charges[3] + c.charges[4] + c.charges[5] + c.charges[6]
    + c.charges[7] + c.charges[8] + c.charges[9] + c.charges[10] + c.charges[11] + c.charges[12]
    + c.charges[13] + c.charges[14] + c.charges[15] + c.charges[16] + c.charges[17]
    + c.charges[18] AS charges_idr,
    c.payor_id, c.payor_name, l.letter_no, l.care AS letter_care, l.valid_from AS letter_from,
    l.valid_until AS letter_until, l.born_on, ended.kind AS letter_end,
    l.emergency AS letter_emergency,
    l.village_code AS letter_village_code, o.claim_id IS NOT NULL AS candidates,
    coalesce(o.with_letter, false) AS letter_candidates, coalesce(m.confirmed, false) AS confirmed,
    c.corrects
FROM claims_chosen AS x
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = x.claim_id
LEFT JOIN matched AS m ON m.claim_id = c.claim_id
LEFT JOIN one_person AS one ON one.own_id = coalesce(m.person_id, c.person_id)
LEFT JOIN open_candidates AS o ON o.claim_id = c.claim_id
LEFT JOIN guarantees_letter AS l
    ON l.region = %(region)s
    AND l.letter_no = CASE WHEN m.claim_id IS NULL THEN c.letter_no ELSE m.letter_no END
LEFT JOIN guarantees_resolution AS ended ON ended.region = %(region)s
    AND ended.letter_no = l.letter_no
