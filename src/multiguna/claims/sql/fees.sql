-- step: claims.fees
-- grain: one row per claim of the run under an agreement that pays each procedure its fee
-- reads: claims_run (temporary), regimes, agreements, providers_rate
-- gives: claim_id, claimed_idr and payable_idr (fees times quantity in the claimed class and in the
--        class that is paid; null where one has no fee), unknown_codes (those without, by code)
-- legal: the fee schedule agreed in the pack (annex of the agreement)
SELECT
    claim_id,
    CASE WHEN bool_and(claimed_idr IS NOT NULL) THEN sum(times * claimed_idr)::bigint END
        AS claimed_idr,
    CASE WHEN bool_and(payable_idr IS NOT NULL) THEN sum(times * payable_idr)::bigint END
        AS payable_idr,
    string_agg(DISTINCT code, ', ' ORDER BY code) FILTER (WHERE payable_idr IS NULL)
        AS unknown_codes
FROM (
    SELECT
        c.claim_id, split_part(done, '+', 1) COLLATE "C" AS code,
        coalesce(nullif(split_part(done, '+', 2), ''), '1')::bigint AS times,
        claimed.amount_idr AS claimed_idr,
        CASE WHEN c.care_class < g.entitled_class THEN entitled.amount_idr
            ELSE claimed.amount_idr END AS payable_idr
    FROM claims_run AS c
    JOIN regimes AS g ON c.service_date >= g.valid_from AND c.service_date < g.valid_until
    JOIN agreements AS a
        ON a.provider_code = c.provider_code AND a.basis = 'fee'
        AND c.service_date >= a.valid_from AND c.service_date < a.valid_until
    CROSS JOIN LATERAL unnest(c.procedures) AS done
    LEFT JOIN providers_rate AS claimed
        ON claimed.region = %(region)s
        AND claimed.provider_code = c.provider_code AND claimed.code_system = 'fee'
        AND claimed.code = split_part(done, '+', 1) AND claimed.care_class = c.care_class
        AND c.service_date >= claimed.valid_from
        AND c.service_date < coalesce(claimed.valid_until, 'infinity')
    LEFT JOIN providers_rate AS entitled
        ON entitled.region = %(region)s AND c.care_class < g.entitled_class
        AND entitled.provider_code = c.provider_code AND entitled.code_system = 'fee'
        AND entitled.code = split_part(done, '+', 1) AND entitled.care_class = g.entitled_class
        AND c.service_date >= entitled.valid_from
        AND c.service_date < coalesce(entitled.valid_until, 'infinity')
) AS each_done
GROUP BY claim_id
