-- step: claims.import_lapsed
-- grain: one row per proposal that waits on a claim which a row of the file corrects
-- reads: claims_replaced (temporary), claims_proposal, claims_opinion
-- gives: nothing; adds that the proposal lapsed, with the record of the replacement
-- legal: what a correction replaced is decided no more; its correction is
INSERT INTO claims_opinion (
    region, claim_id, attempt, proposed_by, answer, record_id, decided_on, decided_by, reason
)
SELECT
    %(region)s, o.claim_id, o.attempt, o.proposed_by, 'lapsed', r.record_id, r.decided_on, %(by)s, ''
FROM claims_replaced AS r
JOIN claims_proposal AS o ON o.region = %(region)s AND o.claim_id = r.claim_id
WHERE NOT EXISTS (
    SELECT FROM claims_opinion AS x
    WHERE x.region = %(region)s AND x.claim_id = o.claim_id AND x.attempt = o.attempt
)
