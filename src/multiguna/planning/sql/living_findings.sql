-- step: planning.living_findings
-- grain: one row per rule that found something in the lived year
-- reads: claims_decided (temporary)
-- gives: rule_code, claims, and in how many persons
-- legal: as the pack decides
SELECT rule_code, count(*) AS claims, count(DISTINCT person_id) AS persons
FROM claims_decided
CROSS JOIN LATERAL json_array_elements_text(reasons) AS rule_code
GROUP BY rule_code
ORDER BY rule_code
