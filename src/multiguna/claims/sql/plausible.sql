-- step: claims.plausible
-- grain: one row per INA-CBG letter or ICD-10 category that only some patients can have
-- reads: %(plausible)s (claims.terms.plausibility)
-- gives: key, sex (null: either), least_days, most_days (age at admission; null: any)
-- legal: ICD-10 (WHO 2010) and INA-CBG chapters; common sense of medicine, not a regulation
SELECT key, sex, least_days, most_days
FROM jsonb_to_recordset(%(plausible)s) AS p (
    key text, sex smallint, least_days integer, most_days integer
)
