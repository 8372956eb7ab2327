-- step: claims.import_claims
-- grain: one row per new claim
-- reads: claims_staging, claims_match (temporary)
-- gives: nothing; adds the claims
-- legal: the service date is the day of admission
INSERT INTO claims_claim (
    region, claim_id, batch_id, row_no, provider_code, claim_no, mrn, patient_name, id_type,
    id_value, birth_date, sex, care, care_class, admission_date, discharge_date, service_date,
    discharge_status, primary_diagnosis, diagnoses, procedures, cbg_code, cbg_description, los,
    icu_los, birth_weight, charge_idr, charges, billed_idr, payor_id, payor_name, doctor,
    tariff_class_code, cbg_version, grouper_version, drg, raw, content_hash, letter_no, person_id,
    account_id, received_on, first_received_on, corrects, revision
)
SELECT
    %(region)s, m.claim_id, %(batch_id)s, s.row_no, %(provider_code)s, s.claim_no, s.mrn,
    s.patient_name, s.id_type, s.id_value, s.birth_date, s.sex, s.care, s.care_class,
    s.admission_date, s.discharge_date, s.admission_date, s.discharge_status, s.diagnoses[1],
    s.diagnoses, s.procedures, s.cbg_code, s.cbg_description, s.los, s.icu_los, s.birth_weight,
    s.charge_idr, s.charges, s.billed_idr, s.payor_id, s.payor_name, s.doctor,
    s.tariff_class_code, s.cbg_version, s.grouper_version, s.drg, s.raw, s.content_hash,
    m.letter_no, m.person_id, m.account_id, %(on)s, m.first_received_on, m.corrects, m.revision
FROM claims_match AS m
JOIN claims_staging AS s USING (row_no)
ORDER BY m.claim_id
