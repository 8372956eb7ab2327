-- step: claims.regimes
-- grain: one row per period in which stage and parameters stay the same; together all of time
-- reads: %(regimes)s (the pack in force, cut by claims.rules.regimes)
-- gives: regime_no, valid_from, valid_until, stage_code, entitled_class, deadline_days,
--        readmission_days, severity_los_min, annual_ceiling_idr, household_ceiling_idr,
--        copayment_bp, auto_approve_max_idr, excluded_diagnoses, excluded_cbg,
--        care_first_days (how long before its letter the care of an emergency may begin)
-- legal: the pack; rules and numbers hold by the day of service
SELECT
    regime_no, coalesce(valid_from, '-infinity') AS valid_from,
    coalesce(valid_until, 'infinity') AS valid_until, stage_code, entitled_class, deadline_days,
    readmission_days, severity_los_min, annual_ceiling_idr, household_ceiling_idr, copayment_bp,
    auto_approve_max_idr, excluded_diagnoses, excluded_cbg,
    coalesce((papers_hours + 23) / 24, 0) AS care_first_days
FROM jsonb_to_recordset(%(regimes)s) AS regime (
    regime_no integer, valid_from date, valid_until date, stage_code text,
    entitled_class smallint, deadline_days integer, readmission_days integer,
    severity_los_min integer, annual_ceiling_idr bigint, household_ceiling_idr bigint,
    copayment_bp integer, excluded_diagnoses text[],
    excluded_cbg text[], papers_hours integer, auto_approve_max_idr bigint
)
