-- step: ledger.unrolled
-- grain: one row per entry that no roll-up has yet
-- reads: ledger_entry
-- gives: the entry
-- legal: balances are the fold of entries (design, invariant I2)
-- The OFFSET keeps later conditions out, so that these few are found by their number and not by
-- their line and day among millions, whatever the planner knows of them.
SELECT e.entry_no, e.entry_id, e.account_id, e.kind, e.reservation_id, e.reserved_on, e.on_date,
       e.provider_code, e.village_code, e.appropriation_idr, e.released_idr, e.committed_idr,
       e.billed_idr, e.obligations_idr, e.ordered_idr, e.paid_idr, e.arrears_idr
FROM ledger_entry e
WHERE e.region = %(region)s AND e.entry_no > %(through_no)s
OFFSET 0
