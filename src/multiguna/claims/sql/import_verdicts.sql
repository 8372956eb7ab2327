-- step: claims.import_verdicts
-- grain: one row per row of the file that could be read
-- reads: claims_staging (temporary), claims_claim, claims_adjudication, claims_appeal, claims_ruling
-- gives: row_no, verdict (new, unchanged, corrected, reused, repeated), corrects (the claim that a
--        corrected row replaces)
-- legal: a claim is known by hospital, number and dates; it is taken in once (design, section 8).
--        What a revision of it said before changes nothing; other content corrects it while it is
--        undecided, in question or rejected, and is refused once it is approved or while an appeal
--        waits. Of two rows of a file that speak of one claim, the first with something new counts
SELECT
    row_no,
    CASE
        WHEN seen OR (nth > 1 AND content_hash = first_hash) THEN 'unchanged'
        WHEN nth > 1 THEN 'repeated'
        WHEN claim_id IS NULL THEN 'new'
        WHEN replaced OR appealed OR outcome IN ('approved', 'reduced') THEN 'reused'
        ELSE 'corrected'
    END AS verdict,
    claim_id AS corrects
FROM (
    SELECT
        s.row_no, s.content_hash, s.seen, s.claim_id, d.outcome,
        row_number() OVER same AS nth,
        first_value(s.content_hash) OVER same AS first_hash,
        next.claim_id IS NOT NULL AS replaced,
        NOT s.seen AND s.claim_id IS NOT NULL AND EXISTS (
            SELECT FROM claims_appeal AS f
            WHERE f.region = %(region)s AND f.claim_id = s.claim_id
              AND NOT EXISTS (
                  SELECT FROM claims_ruling AS r
                  WHERE r.region = %(region)s AND r.claim_id = f.claim_id AND r.attempt = f.attempt
              )
        ) AS appealed
    FROM (
        SELECT
            r.row_no, r.claim_no, r.admission_date, r.discharge_date, r.content_hash,
            coalesce(bool_or(c.content_hash = r.content_hash), false) AS seen,
            (array_agg(c.claim_id ORDER BY c.revision DESC))[1] AS claim_id
        FROM claims_staging AS r
        LEFT JOIN claims_claim AS c
            ON c.region = %(region)s
            AND c.provider_code = %(provider_code)s
            AND c.claim_no = r.claim_no
            AND c.admission_date = r.admission_date
            AND c.discharge_date = r.discharge_date
        GROUP BY r.row_no, r.claim_no, r.admission_date, r.discharge_date, r.content_hash
    ) AS s
    LEFT JOIN claims_claim AS next
        ON NOT s.seen AND next.region = %(region)s AND next.corrects = s.claim_id
    LEFT JOIN LATERAL (
        SELECT a.outcome
        FROM claims_adjudication AS a
        WHERE a.region = %(region)s AND a.claim_id = s.claim_id AND NOT s.seen
        ORDER BY a.version DESC
        LIMIT 1
    ) AS d ON true
    WINDOW same AS (
        PARTITION BY s.claim_no, s.admission_date, s.discharge_date, s.seen ORDER BY s.row_no
    )
) AS looked_up
