-- step: planning.living_lines
-- grain: one row per claim of the lived year
-- reads: claims_run (temporary)
-- gives: the claim's one line, its group's tariff, as claims_line has it
-- legal: INA-CBG; top-ups are not invented
SELECT
    current_setting('multiguna.region') AS region, claim_id, 1::smallint AS line_no, provider_code,
    'cbg'::text AS kind, cbg_code AS code, billed_idr
FROM claims_run
