-- step: claims.pauses
-- grain: one row per claim that the hospital was asked about
-- reads: clocked (claim_id), stops, claims_query, claims_answer
-- gives: claim_id, rests (the days that the clock rested, each once), awaited (an answer is awaited
--        and its time is not over), ran_out (the latest query's time is over, without an answer),
--        answered (there is an answer to the latest query)
-- legal: the clock rests from the day of a query until the answer, or until the last day to answer
--        has passed; what comes after the day asked about or after the decision is not seen
SELECT
    q.claim_id,
    range_agg(daterange(
        q.asked_on,
        greatest(q.asked_on, least(q.seen_until, q.answer_by + 1, q.answered_on))
    )) AS rests,
    bool_or(q.answered_on IS NULL AND %(on)s <= q.answer_by) AS awaited,
    (array_agg(q.answered_on IS NULL AND %(on)s > q.answer_by ORDER BY q.seq DESC))[1] AS ran_out,
    (array_agg(q.answered_on IS NOT NULL ORDER BY q.seq DESC))[1] AS answered
FROM (
    SELECT
        q.claim_id, q.seq, q.asked_on, q.answer_by,
        coalesce(s.stopped_on, %(on)s) AS seen_until,
        CASE WHEN r.answered_on <= %(on)s THEN r.answered_on END AS answered_on
    FROM clocked AS c
    JOIN claims_query AS q ON q.region = %(region)s AND q.claim_id = c.claim_id
    LEFT JOIN claims_answer AS r ON r.region = %(region)s AND r.query_no = q.query_no
    LEFT JOIN stops AS s ON s.claim_id = c.claim_id
) AS q
WHERE q.asked_on <= q.seen_until
GROUP BY q.claim_id
