-- step: coverage.coverage_decided
-- grain: one row per row of asked
-- reads: asked (a step of the caller: ask_id, person_id, on_date, newborn, born_on),
--        coverage_stage, registry_person
-- gives: ask_id, person_id, covered, reason, stage_code
-- legal: twin of coverage.rules.decide_coverage with all papers shown
SELECT j.ask_id, j.person_id, j.reason IN ('covered', 'covered_newborn') AS covered, j.reason,
       j.stage_code
FROM (
    SELECT a.ask_id, a.person_id, s.stage_code,
        CASE
            WHEN s.stage_code IS NULL THEN 'no_stage'
            WHEN p.person_id IS NULL THEN 'not_registered'
            WHEN a.newborn AND s.newborn_days_max IS NULL THEN 'not_registered'
            WHEN a.on_date < CASE WHEN a.newborn THEN a.born_on ELSE p.birth_date END
                THEN 'not_born_yet'
            WHEN a.newborn AND a.on_date - a.born_on > s.newborn_days_max
                THEN 'newborn_window_over'
            ELSE CASE least(
                    CASE WHEN NOT a.newborn AND a.on_date > p.died_on THEN s.alive_at END,
                    CASE WHEN NOT (p.residency @> a.on_date
                        AND (s.days_min = 0
                             OR p.residency @> daterange(a.on_date - s.days_min, a.on_date + 1)
                             OR (p.birth_date <= a.on_date
                                 AND p.residency @> daterange(p.birth_date, a.on_date + 1))))
                        THEN s.resident_at END,
                    CASE WHEN NOT ((s.poor AND p.poor @> a.on_date)
                                   OR (s.near_poor AND p.near_poor @> a.on_date))
                        THEN s.welfare_at END,
                    CASE WHEN p.other_payer @> a.on_date THEN s.payer_at END)
                WHEN s.alive_at THEN 'died'
                WHEN s.resident_at THEN CASE
                    WHEN p.residency @> a.on_date THEN 'residency_too_short'
                    WHEN lower(p.residency) <= a.on_date THEN 'moved_out'
                    ELSE 'not_resident_yet' END
                WHEN s.welfare_at THEN 'not_poor'
                WHEN s.payer_at THEN 'other_payer'
                ELSE CASE WHEN a.newborn THEN 'covered_newborn' ELSE 'covered' END
            END
        END AS reason
    FROM asked a
    LEFT JOIN coverage_stage s
        ON s.starts <= a.on_date AND (s.until IS NULL OR a.on_date < s.until)
    LEFT JOIN registry_person p
        ON p.region = current_setting('multiguna.region') AND p.person_id = a.person_id
) j
