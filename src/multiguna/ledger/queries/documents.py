"""The budget documents of a year, in force and superseded."""

from __future__ import annotations

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.ledger import plan
from multiguna.ledger.terms import BudgetDocument, EnteredDocument


def documents(cursor: Cursor, by: Actor, *, year: int) -> list[EnteredDocument]:
    """Every line of a year's budget documents in the order they were entered.

    The amounts of those in force add up to what is appropriated and released.
    """
    values = {"region": by.region, "year": year}
    rows = cursor.execute(plan.statement("year_documents"), values).fetchall()
    return [EnteredDocument(BudgetDocument(*row[:9]), row[9], row[10]) for row in rows]
