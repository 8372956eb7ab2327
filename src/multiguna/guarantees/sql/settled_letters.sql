-- step: guarantees.settled_letters
-- grain: one row per letter issued in a period and settled by a day
-- reads: guarantees_letter, ledger_entry
-- gives: what the letter was expected to cost (as issued), settled_on, outcome_idr: what its claim
--        (or its settling by hand) became owed, 0 when rejected; a claim with a question has none yet,
--        and one that was corrected has none of its own: its correction stands for it
-- legal: reservations are kept against what they came to (design, section 6)
SELECT l.letter_no, l.provider_code, l.care, l.provider_class, l.care_class, l.diagnosis,
       l.issued_on, l.estimate_learned_on, l.estimate_group, l.estimate_settled, l.reserved_idr,
       l.q10_idr, l.q50_idr, l.q80_idr, l.q90_idr, l.q95_idr, o.settled_on, o.outcome_idr
FROM guarantees_letter l
JOIN (
    SELECT max(e.reservation_id) AS letter_no,
           min(e.on_date) FILTER (WHERE e.kind = 'approve') AS settled_on,
           (sum(e.obligations_idr) FILTER (WHERE e.kind = 'approve'))::bigint AS outcome_idr
    FROM ledger_entry e -- one pass over a claim's bill and verdicts, however large the ledger
    WHERE e.region = %(region)s AND e.kind IN ('bill', 'rebill', 'replace', 'approve')
      AND e.claim_id IS NOT NULL
      AND e.on_date <= %(on)s
    GROUP BY e.claim_id
    HAVING bool_or(e.kind = 'approve') AND NOT bool_or(e.kind = 'replace')
    UNION ALL
    SELECT s.reservation_id, s.on_date, s.obligations_idr
    FROM ledger_entry s
    WHERE s.region = %(region)s AND s.kind = 'settle' AND s.on_date <= %(on)s
) o ON o.letter_no = l.letter_no
WHERE l.region = %(region)s AND l.issued_on >= %(starts)s AND l.issued_on < %(until)s
