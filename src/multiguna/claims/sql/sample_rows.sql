-- step: claims.sample_rows
-- grain: one row per sample, the latest first
-- reads: claims_sample, claims_sample_item, claims_sample_check; binds region
-- gives: sample_no, period_from, period_until, seed, allocation, drawn, checked, errors, drawn_on, drawn_by
-- legal: what no person saw is checked by sample
SELECT
    s.sample_no, s.period_from, s.period_until, s.seed, s.allocation, count(i.claim_id) AS drawn,
    count(k.claim_id) AS checked,
    count(*) FILTER (WHERE k.correct_idr <> i.approved_idr) AS errors, s.drawn_on, s.drawn_by
FROM claims_sample AS s
JOIN claims_sample_item AS i ON i.region = %(region)s AND i.sample_no = s.sample_no
LEFT JOIN claims_sample_check AS k
    ON k.region = %(region)s AND k.sample_no = i.sample_no AND k.claim_id = i.claim_id
    WHERE s.region = %(region)s
GROUP BY
    s.sample_no, s.period_from, s.period_until, s.seed, s.allocation, s.drawn_on, s.drawn_by
ORDER BY s.sample_no DESC
