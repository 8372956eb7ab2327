"""Whether the books balance, which lines there are, and the rows behind any figure."""

from __future__ import annotations

from datetime import date

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.ledger import plan
from multiguna.ledger.terms import BALANCES, EntryKind, EntryRow


def entries(
    cursor: Cursor,
    by: Actor,
    *,
    year: int,
    on: date | None = None,
    account_id: str | None = None,
    balance: str | None = None,
    provider_code: str | None = None,
    village_code: str | None = None,
    care: str | None = None,
    kind: EntryKind | str | None = None,
    reserved_from: date | None = None,
    reserved_until: date | None = None,
    limit: int = 100,
    after_no: int = 0,
) -> list[EntryRow]:
    """The entries behind a figure, in the order they were recorded, `limit` of them at a time.

    `on` takes the entries dated up to a day, `balance` those that moved that balance, the other
    filters those of a line, hospital, village, care or kind (an empty code: of none); reservations
    by the day they were made, half-open. The next page starts `after_no` the last one's number.
    """
    assert balance is None or balance in BALANCES
    values = {
        "region": by.region, "year": year, "on": on, "account_id": account_id, "balance": balance,
        "provider_code": provider_code, "village_code": village_code, "care": care,
        "kind": kind and str(kind), "reserved_from": reserved_from,
        "reserved_until": reserved_until, "limit": limit, "after_no": after_no,
    }  # fmt: skip
    rows = cursor.execute(plan.of_year("entry_rows"), values).fetchall()
    return [
        EntryRow(row[0], row[1], row[2], EntryKind(row[3]), *row[4:12],
                 **dict(zip(BALANCES, row[12:], strict=True)))
        for row in rows
    ]  # fmt: skip


def unbalanced_accounts(cursor: Cursor, by: Actor) -> list[str]:
    """Accounts whose balances are not the fold of their entries; empty when the books balance."""
    rows = cursor.execute(plan.statement("unbalanced"), {"region": by.region}).fetchall()
    return [row[0] for row in rows]


def misrolled_accounts(cursor: Cursor, by: Actor) -> list[str]:
    """Accounts with a face whose roll-ups are not the sums of their entries; empty: all agree."""
    values = {"region": by.region, "after_no": 0, **plan.rolled_through(cursor, by.region)}
    rows = cursor.execute(plan.over("summed", "misrolled"), values).fetchall()
    return [f"{account} ({face} {grain})" for account, face, grain in dict.fromkeys(rows)]


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
