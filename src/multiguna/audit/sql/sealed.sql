-- step: audit.sealed
-- grain: one row per decision
-- reads: decision (a step of the plan that decides: record_id from nextval('audit_record_seq'), kind,
--        subject, actor, decided_on date, facts json, outcome, pack json, reasons json)
-- gives: record_id, kind, subject, actor, body (canonical JSON with a salt), leaf_hash
-- legal: RFC 8785 (row_to_json of columns in alphabetical order), RFC 6962 section 2.1
SELECT
    record_id,
    kind,
    subject,
    actor,
    body,
    sha256('\x00'::bytea || convert_to(body, 'UTF8')) AS leaf_hash
FROM (
    SELECT
        salted.record_id,
        salted.kind,
        salted.subject,
        salted.actor,
        (
            SELECT row_to_json(fields)::text
            FROM (
                SELECT
                    salted.actor,
                    salted.decided_on,
                    salted.facts,
                    salted.kind,
                    salted.outcome,
                    salted.pack,
                    salted.reasons,
                    salted.salt,
                    salted.subject
            ) AS fields
        ) AS body
    FROM (
        SELECT
            decision.*,
            replace(gen_random_uuid()::text, '-', '') AS salt
        FROM decision
        OFFSET 0 -- one salt a row, however often the body is read
    ) AS salted
    OFFSET 0 -- one body a row
) AS bodies
