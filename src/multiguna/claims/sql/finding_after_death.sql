-- step: claims.finding_after_death
-- grain: one row per claim of which this is true: the discharge is after the registered day of
--        death; a newborn on the mother's letter is not judged by the mother's death
-- reads: claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: BPK findings: payment for the dead (domain, 4.2)
-- code: after_death
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT f.died_on) AS said) AS facts
FROM claim_facts AS f
WHERE f.discharge_date > f.died_on AND f.born_on IS NULL
