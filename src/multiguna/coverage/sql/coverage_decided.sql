-- step: coverage.coverage_decided
-- grain: one row per row of coverage_facts
-- reads: coverage_facts, coverage_stage
-- gives: ask_id, person_id, covered, reason, stage_code
-- legal: twin of coverage.rules.decide_coverage with all papers shown
SELECT j.ask_id, j.person_id, j.reason IN ('covered', 'covered_newborn') AS covered, j.reason,
       j.stage_code
FROM (
    SELECT f.ask_id, f.person_id, s.stage_code,
        CASE
            WHEN s.stage_code IS NULL THEN 'no_stage'
            WHEN NOT f.known THEN 'not_registered'
            WHEN f.newborn AND s.newborn_days_max IS NULL THEN 'not_registered'
            WHEN f.on_date < CASE WHEN f.newborn THEN f.born_on ELSE f.birth_date END
                THEN 'not_born_yet'
            WHEN f.newborn AND f.on_date - f.born_on > s.newborn_days_max
                THEN 'newborn_window_over'
            ELSE CASE least(
                    CASE WHEN NOT f.newborn AND f.on_date > f.died_on THEN s.alive_at END,
                    CASE WHEN NOT (f.residency @> f.on_date
                        AND (s.days_min = 0
                             OR f.residency @> daterange(f.on_date - s.days_min, f.on_date + 1)
                             OR (f.birth_date <= f.on_date
                                 AND f.residency @> daterange(f.birth_date, f.on_date + 1))))
                        THEN s.resident_at END,
                    CASE WHEN NOT ((s.poor AND f.poor @> f.on_date)
                                   OR (s.near_poor AND f.near_poor @> f.on_date))
                        THEN s.welfare_at END,
                    CASE WHEN f.other_payer @> f.on_date THEN s.payer_at END)
                WHEN s.alive_at THEN 'died'
                WHEN s.resident_at THEN CASE
                    WHEN f.residency @> f.on_date THEN 'residency_too_short'
                    WHEN lower(f.residency) <= f.on_date THEN 'moved_out'
                    ELSE 'not_resident_yet' END
                WHEN s.welfare_at THEN 'not_poor'
                WHEN s.payer_at THEN 'other_payer'
                ELSE CASE WHEN f.newborn THEN 'covered_newborn' ELSE 'covered' END
            END
        END AS reason
    FROM coverage_facts f
    LEFT JOIN coverage_stage s
        ON s.starts <= f.on_date AND (s.until IS NULL OR f.on_date < s.until)
) j
