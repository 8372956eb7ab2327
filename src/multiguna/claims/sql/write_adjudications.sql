-- step: claims.write_adjudications
-- grain: one row per decided claim
-- reads: claims_decided (temporary)
-- gives: nothing; adds the decisions
-- legal: decisions are added, never changed
INSERT INTO claims_adjudication (
    region, claim_id, version, provider_code, outcome, billed_idr, approved_idr, reduced_idr,
    rejected_idr, pended_idr, stage_code, pack_hash, basis, reason, record_id,
    decided_on, decided_by
)
SELECT
    %(region)s, claim_id, version, provider_code, outcome, billed_idr, approved_idr, reduced_idr,
    rejected_idr, pended_idr, stage_code, %(pack_hash)s, %(basis)s, %(reason)s,
    record_id, %(on)s, %(by)s
FROM claims_decided
