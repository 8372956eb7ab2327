-- step: claims.agreements
-- grain: one row per agreement
-- reads: providers_agreement
-- gives: provider_code, agreement_no, valid_from, valid_until, deadline_days, inpatient, outpatient,
--        emergency (the services it has)
-- legal: the hospital's agreement (PKS)
SELECT
    provider_code, agreement_no, valid_from, coalesce(valid_until, 'infinity') AS valid_until,
    claim_deadline_days AS deadline_days,
    'inpatient' = ANY (string_to_array(services, ';')) AS inpatient,
    'outpatient' = ANY (string_to_array(services, ';')) AS outpatient,
    'emergency' = ANY (string_to_array(services, ';')) AS emergency
FROM providers_agreement
