-- step: coverage.decision
-- grain: one row per row of answered, numbered in the order of the question
-- reads: answered, coverage_facts
-- gives: the columns that audit.sealed asks for; facts as rules.recorded_facts writes them
-- legal: every decision keeps the facts it read, and no name or number of a card (UU 27/2022)
SELECT nextval('audit_record_seq') AS record_id, 'coverage' AS kind,
       'person:' || coalesce(f.person_id::text, 'unknown') AS subject, %(actor)s::text AS actor,
       %(on)s::date AS decided_on,
       (SELECT row_to_json(facts) FROM (
           SELECT f.birth_date, f.card_possible, NULL::text AS card_region, %(care)s::text AS care,
                  f.died_on, false AS emergency, NULL::boolean AS kk_matches,
                  f.near_poor::text AS near_poor, NULL::date AS newborn_born_on,
                  f.other_payer::text AS other_payer, %(papers)s::json AS papers, f.person_id,
                  f.poor::text AS poor, f.residency::text AS residency) AS facts) AS facts,
       CASE WHEN d.covered THEN 'covered' ELSE 'not_covered' END AS outcome,
       %(pack)s::json AS pack, json_build_array(d.reason) AS reasons
FROM answered d
JOIN coverage_facts f ON f.ask_id = d.ask_id
ORDER BY f.ask_id
