-- step: claims.write_matchings
-- grain: one row per decision on whom a claim is about
-- reads: match_decided (temporary)
-- gives: nothing; adds the decisions
-- legal: decisions are added, never changed
INSERT INTO claims_matching (
    region, claim_id, seq, provider_code, kind, basis, method, person_id, letter_no, reason,
    record_id, decided_by, decided_on
)
SELECT
    %(region)s, claim_id, seq, provider_code, kind, basis, method, person_id, letter_no, reason,
    record_id, %(by)s, %(on)s
FROM match_decided
