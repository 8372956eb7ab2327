-- step: payments.affected_asked
-- grain: one row per open letter and per claim that is not rejected, of the people affected
-- reads: affected_people, guarantees_letter, guarantees_resolution, claims_claim, claims_matching,
--        claims_adjudication; binds region
-- gives: ask_no, person_id, letter_no, claim_id, provider_code, on_date (the last day of an open
--        letter, the day of service of a claim), until_date (a claim's discharge), born_on, body
-- legal: coverage is judged on the day of service; of a letter without care, on its last day
WITH whose AS (
    SELECT c.claim_id, c.person_id
    FROM affected_people AS a
    JOIN claims_claim AS c ON c.region = %(region)s AND c.person_id = a.person_id
    UNION
    SELECT m.claim_id, m.person_id
    FROM affected_people AS a
    JOIN claims_matching AS m
        ON m.region = %(region)s AND m.person_id = a.person_id AND m.kind = 'match'
    WHERE NOT EXISTS (
        SELECT FROM claims_matching AS later
        WHERE later.region = %(region)s AND later.claim_id = m.claim_id AND later.seq > m.seq
    )
),
asked AS (
    SELECT
        l.person_id, l.letter_no, NULL::bigint AS claim_id, l.provider_code,
        CASE WHEN l.born_on IS NULL THEN l.valid_until - 1 ELSE l.valid_from END AS on_date,
        NULL::date AS until_date, l.born_on
    FROM affected_people AS a
    JOIN guarantees_letter AS l ON l.region = %(region)s AND l.person_id = a.person_id
    WHERE NOT EXISTS (
        SELECT FROM guarantees_resolution AS r
        WHERE r.region = %(region)s AND r.letter_no = l.letter_no
    )
    UNION ALL
    SELECT
        w.person_id, c.letter_no, c.claim_id, c.provider_code, c.service_date, c.discharge_date,
        l.born_on
    FROM whose AS w
    JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = w.claim_id
    LEFT JOIN guarantees_letter AS l ON l.region = %(region)s AND l.letter_no = c.letter_no
    LEFT JOIN LATERAL (
        SELECT d.outcome
        FROM claims_adjudication AS d
        WHERE d.region = %(region)s AND d.claim_id = c.claim_id
        ORDER BY d.version DESC
        LIMIT 1
    ) AS decided ON TRUE
    WHERE decided.outcome IS DISTINCT FROM 'rejected'
)
SELECT row_number() OVER (ORDER BY s.claim_id, s.letter_no) AS ask_no, s.*, a.body
FROM asked AS s
JOIN affected_people AS a ON a.person_id = s.person_id
