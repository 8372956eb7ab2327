-- step: claims.finding_overlapping_stay
-- grain: one row per claim of which this is true: an inpatient stay shares a day with a stay of the
--        same patient that was received earlier and is not rejected (one of this run counts
--        unless a rule rejects it for itself; one that is approved already counts as earlier
--        whatever its number); stays are [admission, discharge), so a transfer
--        on the same day is fine; but within one hospital a stay that ends on its first day
--        overlaps every stay that touches the day; an exact duplicate is left to
--        duplicate_claim
-- reads: siblings, claim_facts
-- gives: claim_id, amount_idr (taken away), facts (json, keys in order)
-- legal: Permenkes 16/2019: phantom billing; unbundling; nobody lies in two beds
-- code: overlapping_stay
-- severity: reject
SELECT f.claim_id, f.billed_idr AS amount_idr,
    (SELECT row_to_json(said) FROM (SELECT pair.earlier_id AS other_claim) AS said) AS facts
FROM (
    SELECT s.claim_id, min(o.claim_id) AS earlier_id
    FROM siblings AS s
    JOIN siblings AS o
        ON o.person_id = s.person_id
        AND o.newborn IS NOT DISTINCT FROM s.newborn
        AND (o.owed OR o.claim_id < s.claim_id)
        AND o.admission_date <= s.discharge_date
        AND s.admission_date <= o.discharge_date
    WHERE s.in_run AND s.care = 'inpatient' AND o.care = 'inpatient' AND o.stands
      AND (o.provider_code, o.admission_date, o.discharge_date, o.cbg_code)
          <> (s.provider_code, s.admission_date, s.discharge_date, s.cbg_code)
      AND (
          (o.admission_date < s.discharge_date AND s.admission_date < o.discharge_date)
          OR (
              o.provider_code = s.provider_code
              AND (s.admission_date = s.discharge_date OR o.admission_date = o.discharge_date)
          )
      )
    GROUP BY s.claim_id
) AS pair
JOIN claim_facts AS f ON f.claim_id = pair.claim_id
