-- step: claims.review_appeals
-- grain: one row per appeal that the filters let through (a filter that is NULL lets all through); open
--        ones by their last day to decide, else the latest first
-- reads: claims_appeal, claims_ruling, claims_claim, claims_adjudication, providers_provider; binds region,
--        claim_id, appeal_no, provider_code, open_only
-- gives: the appeal, its ruling (null: open), and of its claim number, hospital, bill, and the decision
--        appealed against
-- legal: a hospital may appeal within appeal_days of the pack; another verifier decides
SELECT
    f.appeal_no, f.claim_id, f.version, f.provider_code, f.grounds, f.filed_on, f.filed_by,
    f.decide_by, f.record_id, r.outcome AS verdict, r.version AS new_version, r.reason,
    r.decided_by, r.decided_on, r.record_id AS ruling_record_id, c.claim_no, h.name, c.billed_idr,
    a.approved_idr, a.outcome
FROM claims_appeal AS f
JOIN claims_claim AS c ON c.region = %(region)s AND c.claim_id = f.claim_id
JOIN claims_adjudication AS a
    ON a.region = %(region)s AND a.claim_id = f.claim_id AND a.version = f.version
JOIN providers_provider AS h ON h.region = %(region)s AND h.provider_code = c.provider_code
LEFT JOIN claims_ruling AS r
    ON r.region = %(region)s AND r.claim_id = f.claim_id AND r.attempt = f.attempt
    WHERE f.region = %(region)s
  AND (%(claim_id)s::bigint IS NULL OR f.claim_id = %(claim_id)s)
  AND (%(appeal_no)s::bigint IS NULL OR f.appeal_no = %(appeal_no)s)
  AND (%(provider_code)s::text IS NULL OR f.provider_code = %(provider_code)s)
  AND (NOT %(open_only)s OR r.outcome IS NULL)
ORDER BY CASE WHEN r.outcome IS NULL THEN f.decide_by END, f.appeal_no DESC
