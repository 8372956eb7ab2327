-- step: planning.ready_agreed
-- grain: one row per hospital of our own whose agreement holds on a day; a partner region's
--        hospital, taken over for its guests, is made ready there
-- reads: providers_provider, providers_agreement; binds region, on
-- gives: provider_code, name, provider_class, services, valid_until (the day from which neither
--        this agreement nor the one that follows it without a gap holds; null: open)
-- legal: the hospital's agreement (PKS)
SELECT
    h.provider_code,
    h.name,
    h.provider_class,
    a.services,
    CASE WHEN later.agreement_no IS NULL THEN a.valid_until ELSE later.valid_until END
        AS valid_until
FROM providers_agreement AS a
JOIN providers_provider AS h ON h.region = a.region AND h.provider_code = a.provider_code
LEFT JOIN providers_agreement AS later
    ON later.region = a.region
    AND later.provider_code = a.provider_code
    AND later.valid_from = a.valid_until
WHERE
    a.region = %(region)s
    AND h.home_region IS NULL
    AND a.valid_from <= %(on)s
    AND (a.valid_until IS NULL OR a.valid_until > %(on)s)
ORDER BY h.name
