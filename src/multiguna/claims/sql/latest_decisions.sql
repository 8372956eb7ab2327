-- step: claims.latest_decisions
-- grain: one row per decided claim
-- reads: claims_adjudication
-- gives: claim_id, version, outcome, approved_idr
-- legal: a later version replaces an earlier one, which stays
SELECT a.claim_id, a.version, a.outcome, a.approved_idr
FROM claims_adjudication AS a
LEFT JOIN claims_adjudication AS later
    ON later.region = %(region)s AND later.claim_id = a.claim_id AND later.version = a.version + 1
    WHERE a.region = %(region)s AND later.claim_id IS NULL
