-- step: guarantees.learned_cells
-- grain: one row per cell that a letter of a hospital may fall in, of the latest learning up to a day
-- reads: providers_provider, guarantees_estimate
-- gives: care_class, diagnosis_group, learned_on, settled_count, mean_idr and the quantiles
-- legal: the estimate comes from this programme's own settled claims (design, section 6)
SELECT e.care_class, e.diagnosis_group, e.learned_on, e.settled_count, e.mean_idr, e.q10_idr,
       e.q50_idr, e.q80_idr, e.q90_idr, e.q95_idr
FROM providers_provider p
JOIN guarantees_estimate e ON e.region = %(region)s AND e.provider_class = p.provider_class
WHERE p.region = %(region)s AND p.provider_code = %(provider_code)s
  AND e.care = %(care)s AND e.diagnosis_group = ANY(%(groups)s)
  AND e.learned_on = (SELECT max(m.learned_on) FROM guarantees_estimate m
                      WHERE m.region = %(region)s AND m.learned_on <= %(on)s)
