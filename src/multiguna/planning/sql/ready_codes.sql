-- step: planning.ready_codes
-- grain: one row per hospital with an agreement that will see codes
-- reads: providers_agreement, providers_rate, claims_claim; binds region, on, starts
-- gives: provider_code, codes (that its claims since `starts` carry and a rate is looked up by; of
--        a hospital without claims, what any hospital under the same kind of agreement has agreed),
--        rated (those of them for which it has a rate that day)
-- legal: the agreement's annex of rates
SELECT
    wanted.provider_code,
    count(*) AS codes,
    count(*) FILTER (
        WHERE EXISTS (
            SELECT FROM providers_rate AS r
            WHERE
                r.region = %(region)s
                AND r.provider_code = wanted.provider_code
                AND r.code_system = wanted.basis
                AND r.code = wanted.code
                AND r.valid_from <= %(on)s
                AND (r.valid_until IS NULL OR r.valid_until > %(on)s)
        )
    ) AS rated
FROM (
    SELECT a.provider_code, a.basis, carried.code
    FROM providers_agreement AS a
    JOIN claims_claim AS c ON c.region = a.region AND c.provider_code = a.provider_code
    CROSS JOIN LATERAL (
        SELECT c.cbg_code AS code
        WHERE a.basis = 'inacbg' AND NOT starts_with(c.cbg_code, 'X')
            AND substr(c.cbg_code, 2, 3) <> '-0-'
        UNION ALL
        SELECT c.drg ->> 'IDRG_DRG_CODE'
        WHERE a.basis = 'idrg' AND NOT starts_with(c.drg ->> 'IDRG_DRG_CODE', '36')
        UNION ALL
        SELECT split_part(done, '+', 1) FROM unnest(c.procedures) AS done WHERE a.basis = 'fee'
    ) AS carried
    WHERE
        a.region = %(region)s
        AND a.valid_from <= %(on)s
        AND (a.valid_until IS NULL OR a.valid_until > %(on)s)
        AND c.service_date >= %(starts)s
        AND c.service_date <= %(on)s
    UNION
    SELECT a.provider_code, a.basis, r.code
    FROM providers_agreement AS a
    JOIN providers_rate AS r ON r.region = a.region AND r.code_system = a.basis
    WHERE
        a.region = %(region)s
        AND a.valid_from <= %(on)s
        AND (a.valid_until IS NULL OR a.valid_until > %(on)s)
        AND r.valid_from <= %(on)s
        AND (r.valid_until IS NULL OR r.valid_until > %(on)s)
        AND NOT EXISTS (
            SELECT FROM claims_claim AS c
            WHERE
                c.region = a.region
                AND c.provider_code = a.provider_code
                AND c.service_date >= %(starts)s
                AND c.service_date <= %(on)s
        )
) AS wanted
GROUP BY wanted.provider_code
