-- step: planning.open_letters
-- grain: one row per care and hospital with open letters at the end of a day
-- reads: guarantees_letter, guarantees_resolution; binds region, on
-- gives: care, provider_code, letters, reserved_idr
-- legal: a promise of care is money from the moment it is given (design, section 1)
SELECT
    l.care,
    l.provider_code,
    count(*)::bigint AS letters,
    sum(l.reserved_idr)::bigint AS reserved_idr
FROM guarantees_letter AS l
WHERE
    l.region = %(region)s
    AND l.issued_on <= %(on)s
    AND NOT EXISTS (
        SELECT FROM guarantees_resolution AS r
        WHERE r.region = %(region)s AND r.letter_no = l.letter_no AND r.on_date <= %(on)s
    )
GROUP BY l.care, l.provider_code
