"""The entries of a year as double-entry books, to read and to hand to auditors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.ledger import plan
from multiguna.ledger.rules import beancount, journal_csv
from multiguna.ledger.terms import JournalForm, JournalLine

OPENED = """
SELECT min(e.on_date) FROM ledger_entry e
JOIN ledger_account a ON a.region = e.region AND a.account_id = e.account_id
WHERE e.region = %(region)s AND a.fiscal_year = %(year)s
"""


def journal_lines(cursor: Cursor, by: Actor, *, year: int) -> Iterator[JournalLine]:
    """What each entry of a year's lines moves on each account of the double-entry books.

    In the order of their days; the rows of an entry add up to zero. They come one by one, so
    that a year of millions needs no memory: read them all before the cursor is used again.
    """
    values = {"region": by.region, "year": year}
    for row in cursor.stream(plan.of_year("journal"), values):
        yield JournalLine(*row)


def journal(
    cursor: Cursor, by: Actor, *, year: int, form: JournalForm | str = JournalForm.BEANCOUNT
) -> Iterator[str]:
    """A year's double-entry books as the pieces of a file: `beancount` or `csv`.

    Every account of a line is `Budget:2012:RI:Committed` and the like; the balances of Available
    to Paid are the stock of the line, Appropriation and Arrears stand against them below zero.
    """
    values = {"region": by.region, "year": year}
    if JournalForm(form) is JournalForm.CSV:
        yield from journal_csv(journal_lines(cursor, by, year=year))
        return
    row = cursor.execute(OPENED, values).fetchone()
    codes = cursor.execute(plan.of_year("line_codes"), values).fetchall()
    yield from beancount(
        journal_lines(cursor, by, year=year),
        year=year,
        line_codes=[code for (code,) in codes],
        opened_on=(row and row[0]) or date(year, 1, 1),
    )
