"""Roll-ups: sums of entries by day and month, so that the stock on a day is read at once."""

from __future__ import annotations

from datetime import date

from multiguna.kernel.db import transaction
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger import plan

DUE = """
SELECT last.on_date, (
    SELECT count(*) FROM (
        SELECT FROM ledger_entry e
        WHERE e.region = %(region)s AND e.entry_no > coalesce(last.through_no, 0)
        LIMIT %(min_entries)s) AS waiting)
FROM (SELECT max(through_no) AS through_no, max(on_date) AS on_date
      FROM ledger_rollup WHERE region = %(region)s) AS last
"""
FRESH = """
SELECT coalesce(min(last.through_no), 0), max(e.entry_no), count(*)
FROM (SELECT max(through_no) AS through_no FROM ledger_rollup WHERE region = %(region)s) AS last
JOIN ledger_entry e ON e.region = %(region)s AND e.entry_no > coalesce(last.through_no, 0)
"""
INSERT_ROLLUP = """
INSERT INTO ledger_rollup (region, through_no, entries, on_date, rolled_by)
VALUES (%(region)s, %(through_no)s, %(entries)s, %(on)s, %(by)s)
"""


def roll_up(*, by: Actor, on: date, min_entries: int = 1) -> int:
    """Add the sums of all entries that no roll-up has yet; gives how many entries they were.

    Nothing happens while fewer than `min_entries` wait and the last roll-up is of the same day.
    Holds all accounts: whoever posts is then done or has not begun, so the highest entry number
    in sight has none below it still to come. The stock is the same before and after.
    """
    require(by, Role.TREASURER, Role.ADMINISTRATOR)
    values: dict[str, object] = {"region": by.region, "min_entries": min_entries, "on": on}
    values |= {"by": by.name}
    with transaction(by) as cursor:
        last_on, waiting = cursor.execute(DUE, values).fetchone() or (None, 0)
        if not waiting or (waiting < min_entries and last_on is not None and on <= last_on):
            return 0
        plan.hold_books(cursor, by.region)
        after_no, through_no, entries = cursor.execute(FRESH, values).fetchone() or (0, None, 0)
        if through_no is None:
            return 0  # somebody else rolled them up while we waited
        values |= {"after_no": after_no, "through_no": through_no, "entries": entries}
        cursor.execute(INSERT_ROLLUP, values)
        cursor.execute(plan.over("summed", "roll_up"), values)
    return int(entries)
