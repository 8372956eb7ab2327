-- step: claims.match_safe
-- grain: one row per claim whose letter number is the same, written otherwise
-- reads: match_found (temporary), claims_claim, claims_matching
-- gives: the rows of match_decided; the lowest claim first where two would take one letter
-- legal: the number is the letter's; who the patient is stays asked about
SELECT DISTINCT ON (f.letter_no)
    nextval('audit_record_seq') AS record_id, f.claim_id,
    (coalesce(last.seq, 0) + 1)::smallint AS seq, c.provider_code, 'match' AS kind,
    'safe' AS basis, f.method, f.person_id, f.letter_no, '' AS reason
FROM match_found AS f
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = f.claim_id
LEFT JOIN (
    SELECT claim_id, max(seq) AS seq FROM claims_matching GROUP BY claim_id
) AS last ON last.claim_id = f.claim_id
WHERE f.method = 'letter_written'
ORDER BY f.letter_no, f.claim_id
