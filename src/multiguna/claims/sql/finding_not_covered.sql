-- step: claims.finding_not_covered
-- grain: one row per claim of which this is true: the person is unknown or was not covered on the
--        day of service; one who had died is left to after_death where the stage lists it; where
--        an open or billed letter of the person fits care and day, the registry has changed since
--        the promise, and a person decides; so it is while somebody was found whom the claim of an
--        unknown person may be about
-- reads: claim_facts, active_rules
-- gives: claim_id, severity, amount_idr (taken away), facts (json, keys in order)
-- legal: the stage's conditions in the pack, judged on the day of service
-- code: not_covered
-- severity: reject, pend with a valid letter or candidates
SELECT
    f.claim_id, CASE WHEN promised.yes THEN 'pend' ELSE 'reject' END AS severity,
    CASE WHEN promised.yes THEN 0 ELSE f.billed_idr END AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT f.coverage_reason AS reason) AS said) AS facts
FROM claim_facts AS f
LEFT JOIN active_rules AS a ON a.regime_no = f.regime_no AND a.rule_code = 'after_death'
CROSS JOIN LATERAL (
    SELECT
        f.letter_care_fits AND f.letter_days_fit AND coalesce(f.letter_end, 'billed') = 'billed'
        OR (f.person_id IS NULL AND f.candidates) AS yes
) AS promised
WHERE NOT f.covered
  AND NOT (f.coverage_reason = 'died' AND a.rule_code IS NOT NULL)
