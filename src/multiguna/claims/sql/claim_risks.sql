-- step: claims.claim_risks
-- grain: one row per open claim
-- reads: open_claims, claims_finding, providers_rate, hospital_shares
-- gives: claim_id, severities, rate_idr, hospital_claims, hospital_cut (the facts of its risk) and
--        risk_bp
-- legal: none; the score orders the worklist and decides nothing (rules/risk.py is the twin)
SELECT
    f.claim_id, f.severities, f.rate_idr, f.hospital_claims, f.hospital_cut,
    CASE
        WHEN 'reject' = ANY (f.severities) THEN 2500
        WHEN 'pend' = ANY (f.severities) THEN 1500
        WHEN 'reduce' = ANY (f.severities) THEN 1000
        ELSE 0
    END
    + least(1500, 500 * greatest(0, cardinality(f.severities) - 1))
    + CASE
        WHEN f.rate_idr IS NULL THEN 1500
        WHEN f.billed_idr <= f.rate_idr THEN 0
        WHEN f.billed_idr - f.rate_idr >= f.rate_idr THEN 3000
        ELSE (2 * 3000 * (f.billed_idr - f.rate_idr) + f.rate_idr) / (2 * f.rate_idr)
    END
    + (2 * 3000 * f.hospital_cut + f.hospital_claims + 10) / (2 * (f.hospital_claims + 10))
        AS risk_bp
FROM (
    SELECT
        c.claim_id, c.billed_idr,
        ARRAY(
            SELECT d.severity FROM claims_finding AS d
            WHERE d.region = %(region)s
              AND d.claim_id = c.claim_id AND d.version = c.version ORDER BY d.rule_code
        ) AS severities,
        (
            SELECT max(r.amount_idr) FROM providers_rate AS r
            WHERE r.region = %(region)s
              AND r.provider_code = c.provider_code AND r.code = c.cbg_code
              AND r.care_class = c.care_class AND r.valid_from <= c.service_date
              AND c.service_date < coalesce(r.valid_until, 'infinity')
        ) AS rate_idr,
        coalesce(s.claims, 0) AS hospital_claims, coalesce(s.cut, 0) AS hospital_cut
    FROM open_claims AS c
    LEFT JOIN hospital_shares AS s ON s.provider_code = c.provider_code
    OFFSET 0 -- each fact is looked up once, not wherever it is read
) AS f
