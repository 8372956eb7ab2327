-- step: claims.import_replaced_lines
-- grain: one row per line of a claim that a row of the file corrects
-- reads: claims_replaced (temporary), claims_line
-- gives: nothing; adds that nothing of the line is paid
-- legal: the lines of a claim add up to its approved amount
INSERT INTO claims_line_result (region, claim_id, version, line_no, provider_code, approved_idr)
SELECT %(region)s, r.claim_id, r.version, l.line_no, r.provider_code, 0
FROM claims_replaced AS r
JOIN claims_line AS l ON l.region = %(region)s AND l.claim_id = r.claim_id
