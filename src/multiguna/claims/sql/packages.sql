-- step: claims.packages
-- grain: one row per claim of the run with a procedure for which its hospital has a package price
-- reads: claims_run (temporary), regimes, providers_rate
-- gives: claim_id, package_idr (the dearest one, in the class that is paid)
-- legal: a package's price covers the whole claim; agreed in the pack (annex of the agreement)
SELECT c.claim_id, max(r.amount_idr) AS package_idr
FROM (
    SELECT run.*
    FROM claims_run AS run
    WHERE run.provider_code IN (
        SELECT provider_code FROM providers_rate
        WHERE region = %(region)s AND code_system = 'package'
    )
) AS c
JOIN regimes AS g ON c.service_date >= g.valid_from AND c.service_date < g.valid_until
CROSS JOIN LATERAL unnest(c.procedures) AS done
JOIN providers_rate AS r
    ON r.region = %(region)s AND r.provider_code = c.provider_code AND r.code_system = 'package'
    AND r.code = split_part(done, '+', 1)
    AND r.care_class = greatest(c.care_class, g.entitled_class)
    AND c.service_date >= r.valid_from
    AND c.service_date < coalesce(r.valid_until, 'infinity')
GROUP BY c.claim_id
