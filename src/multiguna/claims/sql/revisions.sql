-- step: claims.revisions
-- grain: one row per revision of one claim, the first one first
-- reads: claims_claim, claims_batch, claims_adjudication, claims_finding
-- gives: claim_id, revision, batch_id, file_name, received_on, billed_idr, corrected_by, outcome
--        (before it was replaced; null: undecided), approved_idr, decided_on, changed (names of the
--        columns that differ from the revision before), person_id
-- legal: a correction replaces a claim and leaves it as it was (design, section 8)
WITH RECURSIVE later AS (
    SELECT c.claim_id, c.corrects
    FROM claims_claim AS c
    WHERE c.region = %(region)s AND c.claim_id = %(claim_id)s
    UNION ALL
    SELECT c.claim_id, c.corrects
    FROM later AS l
    JOIN claims_claim AS c ON c.region = %(region)s AND c.corrects = l.claim_id
),
earlier AS (
    SELECT l.claim_id, l.corrects FROM later AS l WHERE l.claim_id = %(claim_id)s
    UNION ALL
    SELECT c.claim_id, c.corrects
    FROM earlier AS e
    JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = e.corrects
)
SELECT
    c.claim_id, c.revision, c.batch_id, b.file_name, c.received_on, c.billed_idr,
    next.claim_id AS corrected_by, d.outcome, coalesce(d.approved_idr, 0), d.decided_on,
    ARRAY(
        SELECT now.key
        FROM jsonb_each(to_jsonb(c)) AS now
        JOIN jsonb_each(to_jsonb(before)) AS was ON was.key = now.key
        WHERE now.value IS DISTINCT FROM was.value
          AND now.key NOT IN (
              'claim_id', 'batch_id', 'row_no', 'received_on', 'first_received_on', 'corrects',
              'revision', 'content_hash', 'account_id', 'letter_no', 'person_id', 'service_date',
              'primary_diagnosis', 'raw'
          )
        ORDER BY now.key
    ) AS changed,
    c.person_id
FROM (SELECT claim_id FROM later UNION SELECT claim_id FROM earlier) AS chain
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = chain.claim_id
JOIN claims_batch AS b ON b.region = %(region)s AND b.batch_id = c.batch_id
LEFT JOIN claims_claim AS before ON before.region = %(region)s AND before.claim_id = c.corrects
LEFT JOIN claims_claim AS next ON next.region = %(region)s AND next.corrects = c.claim_id
LEFT JOIN LATERAL (
    SELECT a.outcome, a.approved_idr, a.decided_on
    FROM claims_adjudication AS a
    WHERE
        a.region = %(region)s
        AND a.claim_id = c.claim_id
        AND NOT EXISTS (
            SELECT FROM claims_finding AS f
            WHERE
                f.region = %(region)s
                AND f.claim_id = a.claim_id
                AND f.version = a.version
                AND f.rule_code = 'replaced'
        )
    ORDER BY a.version DESC
    LIMIT 1
) AS d ON true
ORDER BY c.revision
