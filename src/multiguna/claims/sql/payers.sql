-- step: claims.payers
-- grain: one row per hospital, payer id and payer name that the run's claims carry
-- reads: claims_run (temporary), providers_payor
-- gives: provider_code, payor_id, payor_name, payer (unknown when no list has it)
-- legal: payer lists are set up per hospital (e-Klaim, Setup > Jaminan): the hospital's own list
--        goes before the common one (`*`), an id and name that agree before a name, before an id
SELECT DISTINCT ON (named.provider_code, named.payor_id, named.payor_name)
    named.provider_code, named.payor_id, named.payor_name, coalesce(p.payer, 'unknown') AS payer
FROM (
    SELECT provider_code, payor_id, payor_name
    FROM claims_run
    GROUP BY provider_code, payor_id, payor_name
) AS named
LEFT JOIN providers_payor AS p
    ON p.region = %(region)s AND p.provider_code IN (named.provider_code, '*')
    AND (p.payor_id = named.payor_id OR upper(p.payor_name) = named.payor_name)
ORDER BY
    named.provider_code, named.payor_id, named.payor_name,
    (p.provider_code = '*'),
    (p.payor_id = named.payor_id AND upper(p.payor_name) = named.payor_name) DESC,
    (upper(p.payor_name) = named.payor_name) DESC,
    p.payor_id
