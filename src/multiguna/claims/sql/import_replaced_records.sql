-- step: claims.import_replaced_records
-- grain: one row per claim that a row of the file corrects
-- reads: claims_replaced (temporary)
-- gives: record_id, kind, subject, actor, decided_on, facts, outcome, pack, reasons (audit.sealed)
-- legal: every decision is a record of what was read (design, section 7); no law was applied here
SELECT
    record_id, 'claim_replacement' AS kind, 'claim:' || claim_id AS subject, %(by)s::text AS actor,
    decided_on,
    (
        SELECT row_to_json(read)
        FROM (
            SELECT account_id, before, billed_idr, corrected_by, letter_no, open_idr, version
        ) AS read
    ) AS facts,
    'rejected' AS outcome, NULL::json AS pack, '["replaced"]'::json AS reasons
FROM claims_replaced
