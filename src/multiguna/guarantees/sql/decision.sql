-- step: guarantees.decision
-- grain: two rows if the budget line took the reservation: the coverage and the letter
-- reads: reserve_guarded (the ledger's step)
-- gives: the columns that audit.sealed asks for
-- legal: every decision is a record, written with its effect (design, section 7)
SELECT d.record_id, d.kind, d.subject, %(actor)s::text AS actor, %(on)s::date AS decided_on,
       d.facts::json AS facts, d.outcome, d.pack::json AS pack, %(reasons)s::json AS reasons
FROM reserve_guarded
CROSS JOIN (
    VALUES (%(coverage_no)s::bigint, 'coverage', %(coverage_subject)s::text,
            %(coverage_facts)s::text, %(coverage_outcome)s::text, %(coverage_pack)s::text),
           (%(guarantee_no)s, 'guarantee', 'letter:' || %(letter_no)s, %(guarantee_facts)s,
            'issued', %(guarantee_pack)s)
) AS d (record_id, kind, subject, facts, outcome, pack)
