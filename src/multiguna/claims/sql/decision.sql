-- step: claims.decision
-- grain: one row per decided claim
-- reads: claims_decided (temporary)
-- gives: record_id, kind, subject, actor, decided_on, facts, outcome, pack, reasons (audit.sealed)
-- legal: every decision is a record of what was read and under which law (design, section 7)
SELECT
    d.record_id, 'claim_adjudication' AS kind, 'claim:' || d.claim_id AS subject,
    %(by)s::text AS actor, %(on)s::date AS decided_on,
    (
        SELECT row_to_json(read)
        FROM (
            SELECT
                d.account_id, d.agreement_no, d.approved_idr, %(basis)s::text AS basis,
                d.billed_idr, d.coverage_reason AS coverage, coalesce(d.said, '[]'::json) AS findings,
                d.letter_no, d.payable_rate_idr, d.payer, d.person_id,
                d.claimed_rate_idr AS rate_idr, %(reason)s::text AS reason, d.received_on, d.service_date, d.version
        ) AS read
    ) AS facts,
    d.outcome,
    (
        SELECT row_to_json(law)
        FROM (SELECT %(pack_hash)s::text AS hash, d.stage_code AS stage) AS law
    ) AS pack,
    coalesce(d.reasons, '[]'::json) AS reasons
FROM claims_decided AS d
