-- step: claims.approve_postings
-- grain: one row per claim decided for good (approved, reduced or rejected)
-- reads: claims_decided (temporary)
-- gives: nothing; adds to ledger_posting (temporary): billed falls by the whole bill, obligations
--        rise by what is approved; a claim with a question stays billed
-- legal: design, section 6: a verified claim is an obligation until it is paid
INSERT INTO ledger_posting (
    entry_id, account_id, kind, "on", billed_idr, obligations_idr, provider_code, care,
    village_code, claim_id
)
SELECT
    'approve:' || claim_id || ':' || version, account_id, 'approve', %(on)s, -billed_idr,
    approved_idr, provider_code, care, village_code, claim_id
FROM claims_decided
WHERE outcome <> 'pended'
