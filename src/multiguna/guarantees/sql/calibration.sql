-- step: guarantees.calibration
-- grain: one row per kind of care of the letters issued in a period
-- reads: guarantees_letter, settled_letters (the step before)
-- gives: care, issued, settled, learned, reserved_idr, outcome_idr, off_idr, and the settled letters
--        with an outcome at or below q50, q80 and q95 and within q10 to q90
-- legal: reservations are kept against what they came to (design, section 6)
SELECT l.care, count(*), count(s.letter_no), count(s.estimate_learned_on),
       coalesce(sum(s.reserved_idr), 0)::bigint, coalesce(sum(s.outcome_idr), 0)::bigint,
       coalesce(sum(abs(s.reserved_idr - s.outcome_idr)), 0)::bigint,
       count(*) FILTER (WHERE s.outcome_idr <= s.q50_idr),
       count(*) FILTER (WHERE s.outcome_idr <= s.q80_idr),
       count(*) FILTER (WHERE s.outcome_idr <= s.q95_idr),
       count(*) FILTER (WHERE s.outcome_idr BETWEEN s.q10_idr AND s.q90_idr)
FROM guarantees_letter l
LEFT JOIN settled_letters s ON s.letter_no = l.letter_no
WHERE l.region = %(region)s AND l.issued_on >= %(starts)s AND l.issued_on < %(until)s
GROUP BY l.care
ORDER BY l.care
