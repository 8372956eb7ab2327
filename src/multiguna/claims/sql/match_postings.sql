-- step: claims.match_postings
-- grain: one row per open letter that a claim is now decided to stand on
-- reads: billed_letters (temporary)
-- gives: nothing; adds to ledger_posting (temporary): committed falls by what the letter reserved
-- legal: design, section 6: the promise has become a bill, which was posted when the claim came in
INSERT INTO ledger_posting (
    entry_id, account_id, kind, "on", reservation_id, committed_idr, provider_code, care,
    village_code, claim_id
)
SELECT
    'match:' || claim_id || ':' || seq, account_id, 'bill', %(on)s, letter_no, -reserved_idr,
    provider_code, care, village_code, claim_id
FROM billed_letters
