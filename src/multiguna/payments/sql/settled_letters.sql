-- step: payments.settled_letters
-- grain: one row
-- reads: guarantees_resolution; binds region, provider_code, on
-- gives: amount_idr owed for letters that were settled without a claim
-- legal: a letter settled by hand is owed like a verified claim (design, section 6)
SELECT coalesce(sum(r.amount_idr), 0)::bigint AS amount_idr
FROM guarantees_resolution AS r
WHERE
    r.region = %(region)s
    AND r.provider_code = %(provider_code)s
    AND r.kind = 'settled'
    AND r.on_date <= %(on)s
