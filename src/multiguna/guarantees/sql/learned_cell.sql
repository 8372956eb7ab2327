-- step: guarantees.learned_cell
-- grain: at most one row: the narrowest cell of a letter in the latest learning up to a day
-- reads: guarantees_estimate
-- gives: learned_on, diagnosis_group, settled_count, mean_idr and the quantiles
-- legal: the estimate comes from this programme's own settled claims (design, section 6)
SELECT e.learned_on, e.diagnosis_group, e.settled_count, e.mean_idr, e.q10_idr, e.q50_idr,
       e.q80_idr, e.q90_idr, e.q95_idr
FROM guarantees_estimate e
WHERE e.region = %(region)s AND e.care = %(care)s AND e.provider_class = %(provider_class)s
  AND e.care_class = %(care_class)s AND e.diagnosis_group = ANY(%(groups)s)
  AND e.learned_on = (SELECT max(m.learned_on) FROM guarantees_estimate m
                      WHERE m.region = %(region)s AND m.learned_on <= %(on)s)
ORDER BY length(e.diagnosis_group) DESC LIMIT 1
