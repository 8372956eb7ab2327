-- step: claims.review_proposals
-- grain: one row per proposal: all of a claim, or (claim_id null) those that wait, the latest first
-- reads: claims_proposal, claims_opinion, claims_claim, providers_provider; binds region, claim_id
-- gives: the proposal, its end (answer, reason, by, on; null: it waits), and what a list shows of its claim
-- legal: above an amount two verifiers decide (second_opinion_idr in the pack)
SELECT
    o.claim_id, o.attempt, o.version, o.outcome, o.approved_idr, o.lines, o.reason, o.proposed_by,
    o.proposed_on, o.record_id, x.answer, x.reason AS answer_reason, x.decided_by, x.decided_on,
    c.claim_no, c.provider_code, h.name, c.billed_idr
FROM claims_proposal AS o
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = o.claim_id
JOIN providers_provider AS h ON h.region = %(region)s AND h.provider_code = c.provider_code
LEFT JOIN claims_opinion AS x
    ON x.region = %(region)s AND x.claim_id = o.claim_id AND x.attempt = o.attempt
    WHERE o.region = %(region)s
  AND CASE
      WHEN %(claim_id)s::bigint IS NULL THEN x.answer IS NULL
      ELSE o.claim_id = %(claim_id)s
  END
ORDER BY o.proposed_on DESC, o.claim_id DESC, o.attempt DESC
