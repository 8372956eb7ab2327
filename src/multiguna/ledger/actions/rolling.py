"""Roll-ups: sums of entries by day and month, so that the stock on a day is read at once."""

from __future__ import annotations

from datetime import date

from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.roles import require
from multiguna.kernel.terms import Actor, Role
from multiguna.ledger import plan

LAST = """
SELECT max(on_date) FILTER (WHERE grain = 'day'), max(on_date) FILTER (WHERE grain = 'month')
FROM ledger_rollup WHERE region = %(region)s
"""
WAITING = """
SELECT count(*) FROM (
    SELECT FROM ledger_entry WHERE region = %(region)s AND entry_no > %(through_no)s
    LIMIT %(min_entries)s) AS waiting
"""
FRESH = """
SELECT max(entry_no), count(*) FROM ledger_entry
WHERE region = %(region)s AND entry_no > %(through_no)s
"""
INSERT_ROLLUP = """
INSERT INTO ledger_rollup (region, grain, through_no, entries, on_date, rolled_by)
VALUES (%(region)s, %(grain)s, %(through_no)s, %(entries)s, %(on)s, %(by)s)
"""


def roll_up(*, by: Actor, on: date, min_entries: int = 1) -> int:
    """Add the sums of all entries that no roll-up has yet; gives how many entries they were.

    Nothing happens while fewer than `min_entries` wait and the last roll-up is of the same day.
    The first roll-up of a month also adds the days up by month. Holds all accounts: whoever posts
    is then done or has not begun, so the highest entry number in sight has none below it still to
    come. The stock is the same before and after.
    """
    require(by, Role.TREASURER, Role.ADMINISTRATOR)
    values: dict[str, object] = {
        "region": by.region, "min_entries": min_entries, "on": on, "by": by.name,
    }  # fmt: skip
    with transaction(by) as cursor:
        if not _due(cursor, values):
            return 0
        plan.hold_books(cursor, by.region)
        values |= plan.rolled_through(cursor, by.region)
        last, entries = cursor.execute(FRESH, values).fetchone() or (None, 0)
        if last is None:
            return 0  # somebody else rolled them up while we waited
        values |= {"after_no": values["through_no"], "through_no": last, "entries": entries}
        cursor.execute(INSERT_ROLLUP, {**values, "grain": "day"})
        cursor.execute(plan.over("summed", "roll_up"), values)
        _, months_on = cursor.execute(LAST, values).fetchone() or (None, None)
        if months_on is None or (months_on.year, months_on.month) < (on.year, on.month):
            cursor.execute(INSERT_ROLLUP, {**values, "grain": "month"})
            cursor.execute(plan.statement("roll_up_months"), values)
    return int(entries)


def _due(cursor: Cursor, values: dict[str, object]) -> bool:
    """Whether enough entries wait, or any on a new day; looked at without holding anything."""
    region = str(values["region"])
    reached = plan.rolled_through(cursor, region)
    (waiting,) = cursor.execute(WAITING, {**values, **reached}).fetchone() or (0,)
    last_on, _ = cursor.execute(LAST, values).fetchone() or (None, None)
    new_day = last_on is None or last_on < values["on"]
    return bool(waiting) and (new_day or waiting >= values["min_entries"])
