-- step: payments.guests_noted
-- grain: one row per claim that hospitals here filed for a partner region's residents, discharged in a
--   month; not those that a later filing corrects
-- reads: claims_guest; binds region, partner, period_from, period_until
-- gives: claim_id (the partner's number), provider_code, claim_no, billed_idr
-- legal: the two regions' portability agreement, as each one's pack has it
SELECT g.claim_id, g.provider_code, g.claim_no, g.billed_idr
FROM claims_guest AS g
WHERE
    g.region = %(region)s
    AND g.home_region = %(partner)s
    AND g.discharge_date >= %(period_from)s
    AND g.discharge_date < %(period_until)s
    AND NOT EXISTS (
        SELECT FROM claims_guest AS n
        WHERE n.region = %(region)s AND n.home_region = g.home_region AND n.corrects = g.claim_id
    )
ORDER BY g.provider_code, g.claim_no, g.claim_id
