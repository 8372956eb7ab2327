-- step: claims.match_decision
-- grain: one row per decision on whom a claim is about
-- reads: match_decided (temporary)
-- gives: record_id, kind, subject, actor, decided_on, facts, outcome, pack, reasons (audit.sealed)
-- legal: every decision is a record of what was read (design, section 7)
SELECT
    m.record_id, 'claim_matching' AS kind, 'claim:' || m.claim_id AS subject,
    %(by)s::text AS actor, %(on)s::date AS decided_on,
    (
        SELECT row_to_json(read)
        FROM (SELECT m.basis, m.letter_no, m.method, m.person_id, m.reason, m.seq) AS read
    ) AS facts,
    m.kind AS outcome, NULL::json AS pack, '[]'::json AS reasons
FROM match_decided AS m
