-- step: claims.agreements
-- grain: one row per agreement
-- reads: providers_agreement
-- gives: provider_code, agreement_no, valid_from, valid_until, deadline_days, inpatient, outpatient,
--        emergency (the services it has), basis (by which code rates are looked up), lesser_of,
--        claim_ceiling_idr, month_ceiling_idr
-- legal: the hospital's agreement (PKS)
SELECT
    provider_code, agreement_no, valid_from, coalesce(valid_until, 'infinity') AS valid_until,
    claim_deadline_days AS deadline_days,
    'inpatient' = ANY (string_to_array(services, ';')) AS inpatient,
    'outpatient' = ANY (string_to_array(services, ';')) AS outpatient,
    'emergency' = ANY (string_to_array(services, ';')) AS emergency,
    basis, lesser_of, claim_ceiling_idr, month_ceiling_idr
FROM providers_agreement
WHERE region = %(region)s
