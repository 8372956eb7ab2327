"""The stock of the budget: of a line, a day, a month, a face; and what moved in a period.

A day in the past is read from the roll-ups and the few entries that no roll-up has yet. The city
reads sums by kind of entry; a hospital sees its own entries alone, and the sums of its own code.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from psycopg.rows import TupleRow

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger import plan
from multiguna.ledger.rules import age_of
from multiguna.ledger.terms import (
    AGES,
    BALANCES,
    OLDEST,
    DayPromise,
    DayStock,
    EntryKind,
    Face,
    FaceStock,
    Flow,
    LineStock,
    MonthStock,
)


def stock(cursor: Cursor, by: Actor, *, year: int, on: date | None = None) -> list[LineStock]:
    """The stock of every leaf line of a fiscal year, now or at the end of a day."""
    if on is None:
        values = {"region": by.region, "year": year}
        rows = cursor.execute(plan.statement("stock_now"), values).fetchall()
    else:
        values = _bound(cursor, by, year=year, on=on, face=_own_face(by))
        rows = cursor.execute(plan.of_year("unrolled", "folded", "stock_on"), values).fetchall()
    return [_line(row) for row in rows]


def total(lines: Sequence[LineStock]) -> LineStock:
    """All lines added up: the programme's own stock (design, invariant I6)."""
    sums = {name: sum(getattr(line, name) for line in lines) for name in BALANCES}
    return LineStock("", "", Text("Seluruh program", "Whole programme"), "", "", "", **sums)


def stock_by(
    cursor: Cursor, by: Actor, *, year: int, face: Face | str, on: date | None = None
) -> list[FaceStock]:
    """The stock of all leaf lines of a year split along a face, now or at the end of a day.

    `line`, `care`, `provider` and `village` each add up to the stock; the empty key holds what
    stands on none. `age` splits what is committed by days since the reservation, needs a day, and
    gives every bucket in order. Villages and ages are the city's to see.
    """
    face = Face(face)
    if face in (Face.LINE, Face.CARE):
        return _by_line(stock(cursor, by, year=year, on=on), face)
    if face is Face.AGE:
        assert on is not None, "an age is counted at a day"
        return _by_age(_on_face(cursor, by, year, "reserved", on), on)
    return _on_face(cursor, by, year, face, on)


def month_ends(cursor: Cursor, by: Actor, *, year: int) -> list[MonthStock]:
    """The stock of all lines at the end of each month in which anything moved."""
    return [MonthStock(day, **amounts) for day, amounts in _ends(cursor, by, year, "month")]


def day_ends(cursor: Cursor, by: Actor, *, year: int) -> list[DayStock]:
    """The stock of all lines at the end of each day on which anything moved."""
    return [DayStock(day, **amounts) for day, amounts in _ends(cursor, by, year, "day")]


def flow(cursor: Cursor, by: Actor, *, year: int, starts: date, until: date) -> list[Flow]:
    """What each kind of entry moved on a year's lines in the half-open period [starts, until).

    The stock before plus the flow is the stock after. The city's to see.
    """
    assert not by.scope, "the flow is the whole city's"
    values = _bound(cursor, by, year=year, face="kind", starts=starts, until=until)
    rows = cursor.execute(plan.of_year("unrolled", "moved_days", "flow"), values).fetchall()
    return [Flow(EntryKind(row[0]), row[1], **_amounts(row[2:])) for row in rows]


def promises(cursor: Cursor, by: Actor, *, starts: date, until: date) -> list[DayPromise]:
    """What was promised on each day of the half-open period, by care and hospital, of all years.

    Letters by the day of their reservation, whatever became of them since; bills of care without
    an open letter by the day they came.
    """
    values = _bound(cursor, by, starts=starts, until=until)
    rows = cursor.execute(plan.over("unrolled", "promises"), values).fetchall()
    return [DayPromise(*row) for row in rows]


def _bound(cursor: Cursor, by: Actor, **values: object) -> dict[str, object]:
    """What a read over the roll-ups binds."""
    return {"region": by.region, **plan.rolled_through(cursor, by.region), **values}


def _line(row: TupleRow) -> LineStock:
    account_id, line_code, name_id, name_en, account_code, care, policy, *amounts = row
    name = Text(name_id, name_en)
    return LineStock(account_id, line_code, name, account_code, care, policy, **_amounts(amounts))


def _own_face(by: Actor) -> str:
    """The face with the fewest rows that this actor sees whole."""
    return "provider" if by.scope else "kind"


def _amounts(row: Sequence[int]) -> dict[str, int]:
    return dict(zip(BALANCES, row, strict=True))


def _ends(cursor: Cursor, by: Actor, year: int, grain: str) -> list[tuple[date, dict[str, int]]]:
    values = _bound(
        cursor, by, year=year, grain=grain, face=_own_face(by),
        starts=date.min, until=date.max,
    )  # fmt: skip
    rows = cursor.execute(plan.of_year("unrolled", "moved_days", "period_ends"), values).fetchall()
    return [(row[0], _amounts(row[1:])) for row in rows]


def _on_face(cursor: Cursor, by: Actor, year: int, face: str, on: date | None) -> list[FaceStock]:
    assert not by.scope or face == "provider", "villages and ages are the whole city's"
    values = _bound(cursor, by, year=year, face=str(face), on=on or date.max)
    rows = cursor.execute(plan.of_year("unrolled", "folded", "faces_on"), values).fetchall()
    return [FaceStock(row[0], **_amounts(row[1:])) for row in rows]


def _by_line(lines: Sequence[LineStock], face: Face) -> list[FaceStock]:
    sums: dict[str, dict[str, int]] = {}
    for line in lines:
        into = sums.setdefault(
            line.account_id if face is Face.LINE else line.care, dict.fromkeys(BALANCES, 0)
        )
        for name in BALANCES:
            into[name] += getattr(line, name)
    return [FaceStock(key, **amounts) for key, amounts in sums.items()]


def _by_age(reserved: Sequence[FaceStock], on: date) -> list[FaceStock]:
    sums = dict.fromkeys([*(name for name, _ in AGES), OLDEST], 0)
    for one in reserved:
        key = age_of(date.fromisoformat(one.key), on) if one.key else ""
        sums[key] = sums.get(key, 0) + one.committed_idr
    return [FaceStock(key, committed_idr=amount) for key, amount in sums.items()]
