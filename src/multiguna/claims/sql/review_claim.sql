-- step: claims.review_claim
-- grain: one row if there is such a claim
-- reads: claims_claim, claims_batch, claims_matching, claims_adjudication, claims_proposal, claims_opinion, claims_appeal,
--        claims_ruling, claims_minutes_claim, guarantees_letter, registry_person, ledger_entry; binds region, claim_id
-- gives: the claim with the person and letter that it was decided to be about, else its own; who took
--        it or a claim that it corrects in; the decision that holds (version 0: none), who decided or
--        proposed one, here or of a claim that it corrects; what orders that stand take for it, its correction, its open proposal and its open appeal
-- legal: four eyes; what is ordered is not decided anew; an appeal is decided by somebody else
WITH RECURSIVE chain AS (
    SELECT own.claim_id, own.corrects, own.batch_id
    FROM claims_claim AS own
    WHERE own.region = %(region)s AND own.claim_id = %(claim_id)s
    UNION ALL
    SELECT own.claim_id, own.corrects, own.batch_id
    FROM chain AS newer
    JOIN claims_claim AS own ON own.region = %(region)s AND own.claim_id = newer.corrects
)
SELECT
    c.claim_id, c.provider_code, c.account_id, c.care,
    coalesce(l.village_code, p.village_code) AS village_code, p.person_id,
    CASE WHEN whom.holds THEN whom.letter_no ELSE c.letter_no END AS letter_no,
    c.service_date, c.received_on,
    ARRAY(
        SELECT b.received_by FROM chain
        JOIN claims_batch AS b ON b.region = %(region)s AND b.batch_id = chain.batch_id
        GROUP BY b.received_by
        ORDER BY 1
    ) AS received_by,
    c.billed_idr,
    coalesce(d.version, 0) AS version, d.outcome, coalesce(d.approved_idr, 0) AS approved_idr,
    d.basis, d.decided_on,
    ARRAY(
        SELECT who.name FROM claims_adjudication AS a
        CROSS JOIN LATERAL (VALUES (a.decided_by), (a.proposed_by)) AS who (name)
        WHERE a.region = %(region)s AND a.claim_id IN (SELECT claim_id FROM chain)
          AND who.name IS NOT NULL
        UNION
        SELECT o.proposed_by FROM claims_proposal AS o
        WHERE o.region = %(region)s AND o.claim_id IN (SELECT claim_id FROM chain)
        ORDER BY 1
    ) AS deciders,
    (
        -- a payment that comes back after its year was closed is owed again (obligations), not ordered
        SELECT coalesce(
            sum(CASE WHEN e.kind = 'return' THEN -e.obligations_idr ELSE e.ordered_idr END), 0
        )::bigint
        FROM ledger_entry AS e
        WHERE e.region = %(region)s AND e.claim_id = c.claim_id
          AND e.kind IN ('order', 'cancel', 'return')
    ) AS ordered_idr,
    EXISTS (
        SELECT FROM claims_claim AS n WHERE n.region = %(region)s AND n.corrects = c.claim_id
    ) AS replaced,
    waiting.attempt AS open_proposal,
    coalesce(waiting.version <> coalesce(d.version, 0), false) AS proposal_stale,
    (
        SELECT f.appeal_no FROM claims_appeal AS f
        WHERE f.region = %(region)s AND f.claim_id = c.claim_id
          AND NOT EXISTS (
              SELECT FROM claims_ruling AS r
              WHERE r.region = %(region)s AND r.claim_id = f.claim_id AND r.attempt = f.attempt
          )
    ) AS open_appeal,
    EXISTS (
        SELECT FROM claims_appeal AS f
        JOIN claims_ruling AS r
            ON r.region = %(region)s AND r.claim_id = f.claim_id AND r.attempt = f.attempt
        WHERE f.region = %(region)s AND f.claim_id = c.claim_id AND f.version = d.version
    ) AS appealed,
    EXISTS (
        SELECT FROM claims_minutes_claim AS m
        WHERE m.region = %(region)s AND m.claim_id = c.claim_id
    ) AS in_minutes
FROM claims_claim AS c
LEFT JOIN LATERAL (
    SELECT m.kind = 'match' AS holds, m.person_id, m.letter_no
    FROM claims_matching AS m
    WHERE m.region = %(region)s AND m.claim_id = c.claim_id
    ORDER BY m.seq DESC
    LIMIT 1
) AS whom ON TRUE
LEFT JOIN guarantees_letter AS l
    ON l.region = %(region)s
    AND l.letter_no = CASE WHEN whom.holds THEN whom.letter_no ELSE c.letter_no END
LEFT JOIN registry_person AS p
    ON p.region = %(region)s
    AND p.person_id = CASE WHEN whom.holds THEN whom.person_id ELSE c.person_id END
LEFT JOIN LATERAL (
    SELECT a.version, a.outcome, a.approved_idr, a.basis, a.decided_on
    FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.claim_id = c.claim_id
    ORDER BY a.version DESC
    LIMIT 1
) AS d ON TRUE
LEFT JOIN LATERAL (
    SELECT o.attempt, o.version
    FROM claims_proposal AS o
    WHERE o.region = %(region)s AND o.claim_id = c.claim_id
      AND NOT EXISTS (
          SELECT FROM claims_opinion AS x
          WHERE x.region = %(region)s AND x.claim_id = o.claim_id AND x.attempt = o.attempt
      )
) AS waiting ON TRUE
WHERE c.region = %(region)s AND c.claim_id = %(claim_id)s
