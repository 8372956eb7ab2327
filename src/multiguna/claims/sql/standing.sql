-- step: claims.standing
-- grain: one row per claim and letter that it stands on, its own or as it was decided
-- reads: claims_claim, claims_matching, claims_adjudication
-- gives: letter_no, claim_id
-- legal: a letter pays one claim (design, I3); a claim stands until its latest decision rejects it
SELECT on_letter.letter_no, on_letter.claim_id
FROM (
    SELECT x.letter_no, x.claim_id FROM claims_claim AS x
    WHERE x.region = %(region)s
    UNION ALL
    SELECT y.letter_no, y.claim_id FROM claims_matching AS y
    WHERE y.region = %(region)s AND y.kind = 'match'
      AND NOT EXISTS (
          SELECT FROM claims_matching AS later
          WHERE later.region = %(region)s AND later.claim_id = y.claim_id
            AND later.seq = y.seq + 1
      )
) AS on_letter
WHERE NOT EXISTS (
    SELECT FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.claim_id = on_letter.claim_id AND a.outcome = 'rejected'
      AND NOT EXISTS (
          SELECT FROM claims_adjudication AS later
          WHERE later.region = %(region)s AND later.claim_id = a.claim_id
            AND later.version = a.version + 1
      )
)
