-- step: claims.import_refused
-- grain: one row per row of the file that did not become a claim
-- reads: claims_refused (temporary)
-- gives: nothing; keeps the rows with what is wrong with them
-- legal: a hospital can act on everything that was refused (design, section 8)
INSERT INTO claims_refused_row (region, batch_id, row_no, provider_code, cells, problems)
SELECT %(region)s, %(batch_id)s, row_no, %(provider_code)s, cells, problems
FROM claims_refused
