-- step: claims.match_safe
-- grain: one row per claim whose letter number is the same, written otherwise, and whose NIK, birth
--        and sex do not speak against the letter's holder
-- reads: match_found, unmatched, claims_claim, claims_matching
-- gives: the rows of match_decided; the lowest claim first where two would take one letter
-- legal: the number is the letter's; where it names one person and the NIK another, a verifier
--        decides
SELECT DISTINCT ON (f.letter_no)
    nextval('audit_record_seq') AS record_id, f.claim_id,
    (coalesce(last.seq, 0) + 1)::smallint AS seq, c.provider_code, 'match' AS kind,
    'safe' AS basis, f.method, f.person_id, f.letter_no, '' AS reason
FROM match_found AS f
JOIN unmatched AS u ON u.claim_id = f.claim_id
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = f.claim_id
LEFT JOIN (
    SELECT claim_id, max(seq) AS seq FROM claims_matching
    WHERE region = %(region)s GROUP BY claim_id
) AS last ON last.claim_id = f.claim_id
WHERE f.method = 'letter_written'
  AND f.agreed ->> 'birth_date' <> 'differs'
  AND f.agreed ->> 'sex' <> 'differs'
  AND (u.person_id IS NULL OR u.person_id = f.person_id)
ORDER BY f.letter_no, f.claim_id
