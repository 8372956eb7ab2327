-- step: coverage.coverage_stage
-- grain: one row per time in which a stage and all its numbers stay the same
-- reads: the bound parameter coverage_stages (from the programme pack)
-- gives: stage_code, starts, until, the place of each condition in the order, their numbers
-- legal: the pack's stages and parameters, each with its own source
SELECT s.stage_code, s.starts, s.until, s.alive_at, s.resident_at, s.welfare_at, s.payer_at,
       s.days_min, s.poor, s.near_poor, s.newborn_days_max
FROM jsonb_to_recordset(%(coverage_stages)s::jsonb) AS s(
    stage_code text, starts date, until date, alive_at int, resident_at int, welfare_at int,
    payer_at int, days_min int, poor boolean, near_poor boolean, newborn_days_max int)
