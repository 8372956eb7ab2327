-- step: claims.import_replacements
-- grain: one row per claim that a row of the file corrects
-- reads: claims_replaced (temporary)
-- gives: nothing; adds its last decision: rejected, because its correction stands for it
-- legal: decisions are added, never changed
INSERT INTO claims_adjudication (
    region, claim_id, version, provider_code, outcome, billed_idr, approved_idr, reduced_idr,
    rejected_idr, pended_idr, stage_code, pack_hash, record_id, decided_on, decided_by
)
SELECT
    %(region)s, claim_id, version, provider_code, 'rejected', billed_idr, 0, 0, billed_idr, 0,
    stage_code, pack_hash, record_id, decided_on, %(by)s
FROM claims_replaced
