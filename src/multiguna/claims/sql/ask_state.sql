-- step: claims.ask_state
-- grain: one row, the claim asked about (none when there is none)
-- reads: claims_claim, latest_decisions, claims_appeal, claims_ruling, claims_query, claims_answer
-- gives: provider_code, received_on, outcome (NULL: undecided), appealed (an appeal is open), seq,
--        asked_on, answer_by and answered_on of the latest query
-- legal: the hospital is asked while there is something to decide
SELECT
    c.provider_code, c.received_on, d.outcome,
    EXISTS (
        SELECT FROM claims_appeal AS a
        WHERE a.region = %(region)s AND a.claim_id = c.claim_id
          AND NOT EXISTS (SELECT FROM claims_ruling AS r
                          WHERE r.region = %(region)s AND r.appeal_no = a.appeal_no)
    ) AS appealed,
    q.seq, q.asked_on, q.answer_by, w.answered_on
FROM claims_claim AS c
LEFT JOIN latest_decisions AS d ON d.claim_id = c.claim_id
LEFT JOIN LATERAL (
    SELECT last.query_no, last.seq, last.asked_on, last.answer_by
    FROM claims_query AS last
    WHERE last.region = %(region)s AND last.claim_id = c.claim_id
    ORDER BY last.seq DESC LIMIT 1
) AS q ON true
LEFT JOIN claims_answer AS w ON w.region = %(region)s AND w.query_no = q.query_no
WHERE c.region = %(region)s AND c.claim_id = %(claim_id)s
