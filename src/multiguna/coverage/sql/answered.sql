-- step: coverage.answered
-- grain: one row per row of asked
-- reads: asked, coverage_decided
-- gives: ask_id, person_id, card_possible, covered, reason
-- legal: a NIK that cannot be one is said to be that, as at the desk
SELECT d.ask_id, d.person_id, a.card_possible, d.covered AND a.card_possible AS covered,
       CASE WHEN a.card_possible OR d.reason = 'no_stage' THEN d.reason
            ELSE 'invalid_identity' END AS reason
FROM coverage_decided d
JOIN asked a ON a.ask_id = d.ask_id
