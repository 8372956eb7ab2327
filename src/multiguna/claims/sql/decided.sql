-- step: claims.decided
-- grain: one row per claim of the run
-- reads: claim_facts, verdicts, topups
-- gives: the decision with its four amounts, which add up to what was billed, the findings, and the
--        facts that the decision record keeps
-- legal: a rejection or a question holds the whole claim; else cuts are taken off; nothing is
--        approved beyond what was billed
SELECT
    claim_id, version, provider_code, account_id, care,
    village_code, outcome, billed_idr, approved_idr,
    CASE WHEN outcome IN ('approved', 'reduced') THEN billed_idr - approved_idr ELSE 0 END
        AS reduced_idr,
    CASE WHEN outcome = 'rejected' THEN billed_idr ELSE 0 END AS rejected_idr,
    CASE WHEN outcome = 'pended' THEN billed_idr ELSE 0 END AS pended_idr,
    stage_code, cbg_cut_idr, topup_cuts, lines_idr, said, reasons, person_id, letter_no, agreement_no, payer,
    coverage_reason, claimed_rate_idr, rate_paid_idr AS payable_rate_idr,
    service_date, received_on
FROM (
    SELECT
        f.*, coalesce(f.package_idr, f.payable_rate_idr) AS rate_paid_idr, v.said, v.reasons, t.cuts AS topup_cuts,
        coalesce(v.cut_idr, 0) - coalesce(t.cut_idr, 0) AS cbg_cut_idr,
        CASE
            WHEN v.rejected THEN 'rejected'
            WHEN v.pended THEN 'pended'
            WHEN paid.approved_idr < f.billed_idr THEN 'reduced'
            ELSE 'approved'
        END AS outcome,
        CASE WHEN v.rejected OR v.pended THEN 0 ELSE paid.approved_idr END AS approved_idr
    FROM claim_facts AS f
    LEFT JOIN verdicts AS v ON v.claim_id = f.claim_id
    LEFT JOIN topups AS t ON t.claim_id = f.claim_id AND v.by_rate
    CROSS JOIN LATERAL (
        SELECT greatest(
            0,
            least(f.billed_idr, f.lines_idr - coalesce(v.cut_idr, 0))
            - coalesce(v.ceiling_cut_idr, 0)
        ) AS approved_idr
    ) AS paid
) AS weighed
