-- step: planning.ready_done
-- grain: one row per hospital
-- reads: providers_provider, guarantees_letter, claims_batch; binds region, on
-- gives: provider_code, issued (a letter by the day), sent (a claim file by the day)
-- legal: none; that a desk and a biller have done their work once
SELECT
    h.provider_code,
    EXISTS (
        SELECT FROM guarantees_letter AS l
        WHERE
            l.region = h.region
            AND l.provider_code = h.provider_code
            AND l.issued_on <= %(on)s
    ) AS issued,
    EXISTS (
        SELECT FROM claims_batch AS b
        WHERE
            b.region = h.region
            AND b.provider_code = h.provider_code
            AND b.received_on <= %(on)s
    ) AS sent
FROM providers_provider AS h
WHERE h.region = %(region)s
