-- step: guarantees.commitment_gaps
-- grain: one row per account whose committed balance is not the sum of its open letters
-- reads: ledger_account, guarantees_letter, guarantees_resolution
-- gives: account_id
-- legal: a commitment resolves once (design, invariant I3); the letters of a closed year are
--        commitments of the account that took them over
SELECT a.account_id
FROM ledger_account a
LEFT JOIN (
    SELECT l.region, coalesce(own.carried_to, l.account_id) AS account_id,
           sum(l.reserved_idr) AS reserved_idr
    FROM guarantees_letter l
    JOIN ledger_account own ON own.region = %(region)s AND own.account_id = l.account_id
    WHERE l.region = %(region)s AND NOT EXISTS (SELECT FROM guarantees_resolution r
                      WHERE r.region = %(region)s AND r.letter_no = l.letter_no)
    GROUP BY 1, 2
) o ON o.region = %(region)s AND o.account_id = a.account_id
WHERE a.region = %(region)s AND a.committed_idr <> coalesce(o.reserved_idr, 0)
