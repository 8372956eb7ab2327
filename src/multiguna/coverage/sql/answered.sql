-- step: coverage.answered
-- grain: one row per row of coverage_facts
-- reads: coverage_facts (as bulk_facts gives them), coverage_decided
-- gives: ask_id, covered, reason
-- legal: a NIK that cannot be one is said to be that, as at the desk
SELECT d.ask_id, d.covered AND f.card_possible AS covered,
       CASE WHEN f.card_possible OR d.reason = 'no_stage' THEN d.reason
            ELSE 'invalid_identity' END AS reason
FROM coverage_decided d
JOIN coverage_facts f ON f.ask_id = d.ask_id
