"""Closed years: what each line handed over, and whether anything was lost on the way."""

from __future__ import annotations

from datetime import date

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.ledger import plan
from multiguna.ledger.terms import LineClosing, Pending, YearClosing


def year_closing(cursor: Cursor, by: Actor, *, year: int) -> YearClosing:
    """The reconciliation of the closed lines of a year; none while the year is open."""
    rows = cursor.execute(plan.statement("closings"), {"region": by.region, "year": year})
    return YearClosing(year, tuple(_line(*row) for row in rows))


def _line(
    account_id: str, carried_to: str, closed_on: date, appropriation_idr: int, released_idr: int,
    paid_idr: int, unused_idr: int, *pending: int,
) -> LineClosing:  # fmt: skip
    return LineClosing(
        account_id, carried_to, closed_on, appropriation_idr, released_idr, paid_idr, unused_idr,
        handed=Pending(*pending[:3]), taken=Pending(*pending[3:]),
    )  # fmt: skip


def closing_gaps(cursor: Cursor, by: Actor) -> list[str]:
    """Closed lines that are not empty, moved later, or handed over what nobody took (I8)."""
    rows = cursor.execute(plan.statement("closing_gaps"), {"region": by.region}).fetchall()
    return [row[0] for row in rows]
