-- step: payments.superseded_claims
-- grain: one row per chosen claim that got a newer decision after it was chosen
-- reads: payments_chosen, claims_adjudication; binds region
-- gives: claim_id
-- legal: design section 12: what is paid is the latest decision
SELECT c.claim_id
FROM payments_chosen AS c
WHERE EXISTS (
    SELECT FROM claims_adjudication AS a
    WHERE a.region = %(region)s AND a.claim_id = c.claim_id AND a.version > c.version
)
