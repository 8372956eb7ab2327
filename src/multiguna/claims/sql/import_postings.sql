-- step: claims.import_postings
-- grain: one row per new claim, and one per claim that it replaces
-- reads: claims_staging, claims_match, billed_letters, claims_replaced (temporary),
--        guarantees_letter
-- gives: nothing; adds to ledger_posting (temporary): committed falls by what the letter reserved,
--        billed rises by what the hospital asks; a corrected claim gives back what is still billed,
--        and its correction is billed under the same letter
-- legal: design, section 6: the promise becomes a bill, and stays visible
INSERT INTO ledger_posting (
    entry_id, account_id, kind, "on", reservation_id, committed_idr, billed_idr, provider_code,
    care, village_code, claim_id
)
SELECT
    'bill:' || m.claim_id, m.account_id,
    CASE WHEN m.corrects IS NOT NULL AND b.letter_no IS NULL THEN 'rebill' ELSE 'bill' END,
    %(on)s, CASE WHEN m.corrects IS NOT NULL THEN m.letter_no ELSE b.letter_no END,
    -coalesce(l.reserved_idr, 0), s.billed_idr, %(provider_code)s, s.care, m.village_code,
    m.claim_id
FROM claims_match AS m
JOIN claims_staging AS s USING (row_no)
LEFT JOIN billed_letters AS b ON b.letter_no = m.letter_no AND b.row_no = m.row_no
LEFT JOIN guarantees_letter AS l ON l.region = %(region)s AND l.letter_no = b.letter_no
UNION ALL
SELECT
    'replace:' || claim_id, account_id, 'replace', %(on)s, NULL, 0, -open_idr, provider_code, care,
    village_code, claim_id
FROM claims_replaced
