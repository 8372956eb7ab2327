-- step: planning.ready_payers
-- grain: one row per hospital
-- reads: providers_provider, providers_payor, claims_claim; binds region, on, starts
-- gives: provider_code, has_programme (whether its e-Klaim's code for the programme is known),
--        unmapped (payers that its claims since `starts` name and neither its list nor `*` has)
-- legal: payer lists are set up per hospital (e-Klaim, Setup > Jaminan)
SELECT
    h.provider_code,
    EXISTS (
        SELECT FROM providers_payor AS p
        WHERE
            p.region = h.region
            AND p.provider_code IN (h.provider_code, '*')
            AND p.payer = 'programme'
    ) AS has_programme,
    (
        SELECT count(*)
        FROM (
            SELECT DISTINCT c.payor_id, c.payor_name
            FROM claims_claim AS c
            WHERE
                c.region = h.region
                AND c.provider_code = h.provider_code
                AND c.service_date >= %(starts)s
                AND c.service_date <= %(on)s
        ) AS named
        WHERE
            NOT EXISTS (
                SELECT FROM providers_payor AS p
                WHERE
                    p.region = h.region
                    AND p.provider_code IN (h.provider_code, '*')
                    AND (p.payor_id = named.payor_id OR upper(p.payor_name) = named.payor_name)
            )
    ) AS unmapped
FROM providers_provider AS h
WHERE h.region = %(region)s
