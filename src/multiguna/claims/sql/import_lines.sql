-- step: claims.import_lines
-- grain: one row per payable part of a new claim
-- reads: claims_staging, claims_match (temporary)
-- gives: nothing; adds the claim lines
-- legal: e-Klaim: the group's tariff and the top-ups that are not zero
INSERT INTO claims_line (region, claim_id, line_no, provider_code, kind, code, billed_idr)
SELECT %(region)s, m.claim_id, l.line_no, %(provider_code)s, l.kind, l.code, l.billed_idr
FROM claims_match AS m
JOIN claims_staging AS s USING (row_no)
CROSS JOIN LATERAL unnest(s.line_kinds, s.line_codes, s.line_amounts)
    WITH ORDINALITY AS l (kind, code, billed_idr, line_no)
