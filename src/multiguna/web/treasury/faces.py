"""A stock split along a face, as a table in which every figure leads to its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.queries import stock_by
from multiguna.ledger.terms import AGES, OLDEST, Balanced, Face, FaceStock, LineStock
from multiguna.programme.queries import pack_in_force
from multiguna.providers.queries import providers
from multiguna.web import names
from multiguna.web.treasury.looking import NONE, Looking

WHOLE_FACES = (Face.LINE, Face.CARE)
MOVING = ("committed_idr", "billed_idr", "obligations_idr", "ordered_idr", "paid_idr")
COLUMNS = {
    Face.LINE: ("appropriation_idr", "released_idr", *MOVING, "arrears_idr"),
    Face.CARE: ("appropriation_idr", "released_idr", *MOVING, "arrears_idr"),
    Face.PROVIDER: (*MOVING, "arrears_idr"),
    Face.VILLAGE: (*MOVING, "arrears_idr"),
    Face.AGE: ("committed_idr",),
}
FILTERS = {
    Face.LINE: "line",
    Face.CARE: "care",
    Face.PROVIDER: "hospital",
    Face.VILLAGE: "village",
    Face.AGE: "age",
}
"""What a key of a face is called in the address of the rows."""

ON_NONE = {
    Face.PROVIDER: Text(id="Tanpa rumah sakit", en="On no hospital"),
    Face.VILLAGE: Text(id="Tanpa kelurahan", en="On no kelurahan"),
    Face.AGE: Text(id="Tanpa surat", en="Without a letter"),
}
SUM = Text(id="Jumlah", en="Total")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and the address of the rows behind it (empty when nothing moved)."""

    title: Text
    amount_idr: int
    link: str
    bad: bool


@dataclass(frozen=True, slots=True)
class FaceRow:
    """One key of a face with its figures, what is left where there is a budget, and its name."""

    name: Text
    small: str
    cells: tuple[Cell, ...]
    available_idr: int | None
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class FaceTable:
    """A stock along one face: the names of its columns, a row per key, the sum."""

    face: Face
    title: Text
    columns: tuple[Text, ...]
    rows: tuple[FaceRow, ...]
    with_available: bool


def face_table(
    cursor: Cursor, by: Actor, looked: Looking, face: Face, lines: Sequence[LineStock]
) -> FaceTable:
    """The stock along a face; `lines` is the same stock by line. Biggest use first."""
    on = looked.day if face is Face.AGE else looked.on
    stocks = stock_by(cursor, by, year=looked.year, face=face, on=on)
    named = _names(cursor, by, face, lines)
    shown = [one for one in stocks if _moved(one)] if face is not Face.AGE else list(stocks)
    if face in (Face.PROVIDER, Face.VILLAGE):
        shown.sort(key=lambda one: (-one.used_idr, one.key))
    rows = [_row(looked, face, one, *named(one.key)) for one in shown]
    if len(rows) > 1:
        whole = Balanced(**{name: sum(getattr(s, name) for s in stocks) for name in _every()})
        rows.append(_sum(looked, face, whole))
    return FaceTable(
        face=face,
        title=names.FACES[face],
        columns=tuple(names.BALANCES[name] for name in COLUMNS[face]),
        rows=tuple(rows),
        with_available=face in WHOLE_FACES,
    )


def age_days(bucket: str, on: date) -> tuple[date | None, date]:
    """The days of reservation that an age bucket holds at a day, half-open; None: without start.

    >>> age_days("8-14", date(2012, 3, 15))
    (datetime.date(2012, 3, 1), datetime.date(2012, 3, 8))
    >>> age_days("91+", date(2012, 3, 31))
    (None, datetime.date(2012, 1, 1))
    """
    if bucket == OLDEST:
        return None, on - timedelta(days=AGES[-1][1])
    first, last = (int(number) for number in bucket.split("-"))
    return on - timedelta(days=last), on - timedelta(days=first - 1)


def age_name(bucket: str) -> Text:
    """An age bucket in words.

    >>> age_name("91+").en
    '91 days and more'
    """
    if bucket == OLDEST:
        first = OLDEST.rstrip("+")
        return Text(id=f"{first} hari atau lebih", en=f"{first} days and more")
    return Text(id=f"{bucket} hari".replace("-", "–"), en=f"{bucket} days".replace("-", "–"))


def _every() -> tuple[str, ...]:
    return tuple(names.BALANCES)


def _moved(one: FaceStock) -> bool:
    return any(getattr(one, name) for name in _every())


def _row(looked: Looking, face: Face, one: FaceStock, name: Text, small: str) -> FaceRow:
    key = {FILTERS[face]: one.key or NONE}
    return FaceRow(name, small, _cells(looked, face, one, key), _available(face, one))


def _sum(looked: Looking, face: Face, whole: Balanced) -> FaceRow:
    return FaceRow(SUM, "", _cells(looked, face, whole, {}), _available(face, whole), is_sum=True)


def _available(face: Face, one: Balanced) -> int | None:
    return one.available_idr if face in WHOLE_FACES else None


def _cells(looked: Looking, face: Face, one: Balanced, key: Mapping[str, str]) -> tuple[Cell, ...]:
    cells = []
    for name in COLUMNS[face]:
        amount_idr: int = getattr(one, name)
        link = looked.rows(name, **key) if amount_idr else ""
        bad = name == "arrears_idr" and amount_idr > 0
        cells.append(Cell(names.BALANCES[name], amount_idr, link, bad))
    return tuple(cells)


def _names(
    cursor: Cursor, by: Actor, face: Face, lines: Sequence[LineStock]
) -> Callable[[str], tuple[Text, str]]:
    """What a key is called, and what stands small below it."""
    known: dict[str, tuple[Text, str]] = {}
    if face is Face.LINE:
        known = {line.account_id: (line.name, line.account_code) for line in lines}
    elif face is Face.CARE:
        known = {care: (name, "") for care, name in names.CARES.items()}
    elif face is Face.PROVIDER:
        known = {
            card.provider_code: (Text(card.name, card.name), card.provider_code)
            for card in providers(cursor, by)
        }
    elif face is Face.VILLAGE:
        known = {
            row.village_code: (Text(row.village_name, row.village_name), row.village_code)
            for row in pack_in_force(by).villages
        }
    else:
        known = {bucket: (age_name(bucket), "") for bucket in (*(b for b, _ in AGES), OLDEST)}
    return lambda key: known.get(key) or (ON_NONE.get(face, Text(key, key)) if not key
                                          else Text(key, key), "")  # fmt: skip
