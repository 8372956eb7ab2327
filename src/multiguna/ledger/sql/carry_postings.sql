-- step: ledger.carry_postings
-- grain: two rows per account, hospital, care, village and day of reservation with anything pending
-- reads: ledger_entry, the bound arrays accounts and targets
-- gives: nothing; adds to ledger_posting (temporary): what is committed, billed and owed leaves the
--        closed line (carry:…) and enters the line that takes over (carried:…)
-- legal: what a year leaves unpaid is a debt of the next (utang belanja, Permendagri 77/2020)
INSERT INTO ledger_posting (entry_id, account_id, kind, "on", reserved_on, committed_idr,
    billed_idr, obligations_idr, provider_code, care, village_code)
SELECT side.name || ':' || account_id || ':' || row_no,
       CASE side.sign WHEN 1 THEN target ELSE account_id END,
       'carry', %(on)s, reserved_on, side.sign * committed_idr, side.sign * billed_idr,
       side.sign * obligations_idr, provider_code, care, village_code
FROM (
    SELECT pending.*, row_number() OVER (
               PARTITION BY account_id
               ORDER BY provider_code, care, village_code, reserved_on) AS row_no
    FROM (
        SELECT e.account_id, l.target, e.provider_code, e.care, e.village_code,
               p.reserved_on,
               sum(p.committed_idr)::bigint AS committed_idr,
               sum(p.billed_idr)::bigint AS billed_idr,
               sum(p.obligations_idr)::bigint AS obligations_idr
        FROM unnest(%(accounts)s::text[], %(targets)s::text[]) AS l(account_id, target)
        JOIN ledger_entry e ON e.region = %(region)s AND e.account_id = l.account_id
        CROSS JOIN LATERAL (
            VALUES (e.reserved_on, e.committed_idr, 0, 0),
                   (NULL, 0, e.billed_idr, e.obligations_idr)
        ) AS p(reserved_on, committed_idr, billed_idr, obligations_idr)
        GROUP BY e.account_id, l.target, e.provider_code, e.care, e.village_code, p.reserved_on
        HAVING sum(p.committed_idr) <> 0 OR sum(p.billed_idr) <> 0 OR sum(p.obligations_idr) <> 0
    ) AS pending
) AS numbered
CROSS JOIN (VALUES ('carry', -1), ('carried', 1)) AS side(name, sign)
