-- step: claims.write_line_results
-- grain: one row per line of a decided claim
-- reads: claims_decided (temporary), claims_line
-- gives: nothing; adds what each line is worth
-- legal: cuts by class fall on the group's tariff, cuts by rate on their own line; a ceiling takes from the last line
--        backwards; the lines of a claim add up to its approved amount
INSERT INTO claims_line_result (
    region, claim_id, version, line_no, provider_code, approved_idr
)
SELECT
    %(region)s, d.claim_id, d.version, l.line_no, d.provider_code,
    CASE WHEN d.approved_idr = 0 THEN 0 ELSE l.billed_idr END
FROM claims_decided AS d
JOIN claims_line AS l ON l.region = %(region)s AND l.claim_id = d.claim_id
WHERE d.approved_idr IN (0, d.lines_idr)
UNION ALL
SELECT
    %(region)s, claim_id, version, line_no, provider_code,
    least(payable_idr, greatest(0, approved_idr - (running_idr - payable_idr)))
FROM (
    SELECT
        part.*,
        sum(part.payable_idr) OVER (PARTITION BY part.claim_id ORDER BY part.line_no)::bigint
            AS running_idr
    FROM (
        SELECT
            d.claim_id, d.version, d.provider_code, d.approved_idr, l.line_no,
            l.billed_idr - CASE
                WHEN l.kind = 'cbg' THEN d.cbg_cut_idr
                ELSE coalesce((d.topup_cuts ->> l.line_no::text)::bigint, 0)
            END AS payable_idr
        FROM claims_decided AS d
        JOIN claims_line AS l ON l.claim_id = d.claim_id
        WHERE d.approved_idr NOT IN (0, d.lines_idr)
    ) AS part
) AS counted
