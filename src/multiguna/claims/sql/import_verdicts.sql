-- step: claims.import_verdicts
-- grain: one row per row of the file that could be read
-- reads: claims_staging (temporary), claims_claim
-- gives: row_no, verdict (new, unchanged, reused)
-- legal: a claim is known by hospital, number and dates; it is taken in once (design, section 8)
SELECT
    s.row_no,
    CASE
        WHEN s.content_hash IS DISTINCT FROM coalesce(c.content_hash, s.first_hash) THEN 'reused'
        WHEN c.claim_id IS NOT NULL OR s.nth > 1 THEN 'unchanged'
        ELSE 'new'
    END AS verdict
FROM (
    SELECT
        row_no, claim_no, admission_date, discharge_date, content_hash,
        row_number() OVER same AS nth,
        first_value(content_hash) OVER same AS first_hash
    FROM claims_staging
    WINDOW same AS (PARTITION BY claim_no, admission_date, discharge_date ORDER BY row_no)
) AS s
LEFT JOIN claims_claim AS c
    ON c.region = %(region)s
    AND c.provider_code = %(provider_code)s
    AND c.claim_no = s.claim_no
    AND c.admission_date = s.admission_date
    AND c.discharge_date = s.discharge_date
