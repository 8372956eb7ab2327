-- step: planning.receipts
-- grain: one row per care, hospital, period of care and period of receipt; a claim counts as first
--   billed, its corrections do not come in again
-- reads: claims_claim; binds region, starts (first days of the periods), on, care, provider_code
-- gives: care, provider_code, origin and received (numbers of periods, from 1), claims, billed_idr
-- legal: care that was given and not billed yet is a commitment too (design, section 6)
SELECT
    care,
    provider_code,
    width_bucket(service_date, %(starts)s::date[]) AS origin,
    width_bucket(received_on, %(starts)s::date[]) AS received,
    sum(claims)::bigint AS claims,
    sum(billed_idr)::bigint AS billed_idr
FROM (
    SELECT
        c.care,
        c.provider_code,
        c.service_date,
        c.received_on,
        count(*) AS claims,
        sum(c.billed_idr) AS billed_idr
    FROM claims_claim AS c
    WHERE
        c.region = %(region)s
        AND c.service_date >= (%(starts)s::date[])[1]
        AND c.service_date <= %(on)s
        AND c.received_on <= %(on)s
        AND c.corrects IS NULL
        AND (%(care)s::text IS NULL OR c.care = %(care)s)
        AND (%(provider_code)s::text IS NULL OR c.provider_code = %(provider_code)s)
    GROUP BY c.care, c.provider_code, c.service_date, c.received_on
) AS by_day
GROUP BY care, provider_code, origin, received
