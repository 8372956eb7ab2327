"""Reads of the budget: the stock now or on a day, month ends, and whether the books balance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger import plan
from multiguna.ledger.terms import BALANCES, LineStock, MonthStock


def stock(cursor: Cursor, by: Actor, *, year: int, on: date | None = None) -> list[LineStock]:
    """The stock of every leaf line of a fiscal year, now or at the end of a day."""
    name = "stock_now" if on is None else "stock_on"
    rows = cursor.execute(
        plan.statement(name), {"region": by.region, "year": year, "on": on}
    ).fetchall()
    return [LineStock(row[0], row[1], Text(row[2], row[3]), *row[4:]) for row in rows]


def total(lines: Sequence[LineStock]) -> LineStock:
    """All lines added up: the programme's own stock (design, invariant I6)."""
    sums = {name: sum(getattr(line, name) for line in lines) for name in BALANCES}
    return LineStock("", "", Text("Seluruh program", "Whole programme"), "", "", "", **sums)


def month_ends(cursor: Cursor, by: Actor, *, year: int) -> list[MonthStock]:
    """The stock of all lines at the end of each month in which anything moved."""
    rows = cursor.execute(plan.statement("month_ends"), {"region": by.region, "year": year})
    return [MonthStock(row[0], *(int(amount) for amount in row[1:])) for row in rows]


def unbalanced_accounts(cursor: Cursor, by: Actor) -> list[str]:
    """Accounts whose balances are not the fold of their entries; empty when the books balance."""
    rows = cursor.execute(plan.statement("unbalanced"), {"region": by.region}).fetchall()
    return [row[0] for row in rows]


def account_for(cursor: Cursor, by: Actor, *, year: int, care: str) -> str | None:
    """The leaf account that pays a kind of care in a year."""
    row = cursor.execute(
        "SELECT account_id FROM ledger_account "
        "WHERE region = %s AND fiscal_year = %s AND care = %s ORDER BY account_id LIMIT 1",
        [by.region, year, care],
    ).fetchone()
    return None if row is None else str(row[0])


def fiscal_years(cursor: Cursor, by: Actor) -> list[int]:
    """The years in which any budget was appropriated, latest first."""
    rows = cursor.execute(
        "SELECT DISTINCT fiscal_year FROM ledger_account "
        "WHERE region = %s AND appropriation_idr > 0 ORDER BY 1 DESC",
        [by.region],
    ).fetchall()
    return [row[0] for row in rows]
