-- step: claims.match_billed_letters
-- grain: one row per open letter that a claim is now decided to stand on
-- reads: match_decided (temporary), claims_claim, guarantees_letter, guarantees_resolution
-- gives: letter_no, amount_idr (billed), claim_id, account_id and reserved_idr of the letter, care,
--        village_code, seq
-- legal: a reservation is resolved at most once (design, I3); the claim itself was billed on import
SELECT
    l.letter_no, c.billed_idr AS amount_idr, c.claim_id, l.account_id, l.reserved_idr, l.care,
    l.village_code, l.provider_code, m.seq
FROM match_decided AS m
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = m.claim_id
JOIN guarantees_letter AS l ON l.region = %(region)s AND l.letter_no = m.letter_no
WHERE NOT EXISTS (
    SELECT FROM guarantees_resolution AS r
    WHERE r.region = %(region)s AND r.letter_no = l.letter_no
)
