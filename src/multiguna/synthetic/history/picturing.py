"""The charts of a replay's story: the whole city's rupiah, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from multiguna.kernel.db import transaction
from multiguna.kernel.saying import day, short_rupiah
from multiguna.kernel.terms import Text, system
from multiguna.ledger.queries import day_ends
from multiguna.ledger.terms import DayStock
from multiguna.planning.queries import drawing, marks, outlook, pictures
from multiguna.planning.queries.drawing import Chart, Row, svg
from multiguna.planning.terms import AlarmCode
from multiguna.synthetic.history.published import History
from multiguna.synthetic.history.replaying import Replay

LANGUAGES = ("id", "en")
WIDTH = 760
BILLED = drawing.PLAN
ALARM = Text("Peringatan", "Alarm")

Value = TypeVar("Value")


def draw(out: Path, lived: Replay, history: History, *, region: str, scale: int) -> list[Path]:
    """Draw the last year's charts into a folder, each in both languages; gives the files.

    What was promised and what the bills said; the outlook on the first day of the year on which
    the alarm about the money's end rang; the stock by month; the arrears.
    """
    by, last = system(region), history.days[-1]
    year = last.year
    rang = next(
        (one.on for one in lived.alarms if one.code is AlarmCode.RUN_OUT and one.on.year == year),
        history.published.first_bills.known_by,
    )
    with transaction(by) as cursor:
        days = [enlarged(stock, scale) for stock in day_ends(cursor, by, year=year)]
        seen = enlarged(outlook(cursor, by, on=rang), scale)
    written = []
    for language in LANGUAGES:
        charts = {
            "promised": promised(days, history, rang=rang, language=language),
            "fan": pictures.fan(days, seen, language=language, width=WIDTH),
            "stock": pictures.stock(days, year=year, on=last, language=language, width=WIDTH),
            "arrears": pictures.arrears(days, year=year, on=last, language=language, width=WIDTH),
        }
        for name, chart in charts.items():
            path = out / f"history-{year}-{name}.{language}.svg"
            path.write_text(svg(chart), encoding="utf-8")
            written.append(path)
    return written


def enlarged(value: Value, scale: int) -> Value:
    """The same with every amount (`*_idr`) times the scale, inside as well."""
    if isinstance(value, tuple):
        return type(value)(enlarged(one, scale) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for field in fields(value):
        part = getattr(value, field.name)
        changed[field.name] = part * scale if field.name.endswith("_idr") else enlarged(part, scale)
    return replace(value, **changed)


def promised(
    days: Sequence[DayStock], history: History, *, rang: date, language: str, width: int = WIDTH
) -> Chart:
    """What was promised, billed and paid in the last year, with what was published then."""
    last, first = history.days[-1], history.published.first_bills
    year = last.year
    stocks = marks.each_day(days, year=year, on=last)
    top = max(stock.used_idr for stock in stocks)
    labels = _ends(stocks[-1], top, language)
    at = marks.plot(
        year, last, language, top, width, labels=[text for *_, text in labels], height=340
    )
    billed: list[Row] = [
        {"on": row["on"], "amount": _billed(stock), "part": "billed"}
        for row, stock in zip(marks.daily(stocks, year, "paid_idr"), stocks, strict=True)
    ]
    layers: list[drawing.Layer] = [
        *marks.ceiling(at, stocks),
        marks.line(at, marks.daily(stocks, year, "paid_idr"), drawing.PAID),
        marks.line(at, billed, BILLED),
        marks.line(at, marks.daily(stocks, year, "used_idr"), drawing.USED),
        *marks.upright(at, rang, "", drawing.ALARM),
        drawing.words(
            at.across(rang) + 5, 8, f"{ALARM.in_(language)} {day(rang, language, year=False)}",
            colour=drawing.ALARM, bold=True,
        ),
        *(marks.dot(at, on, amount, drawing.INK, hollow=True) for on, amount in _told(history)),
        *marks.end_labels(at, labels),
    ]  # fmt: skip
    then = stocks[(first.known_by - date(year, 1, 1)).days]
    below = Text(
        f"{drawing.unit_words(top, 'id')} sejak 1 Januari {year}; dijanjikan: surat jaminan sampai "
        "pembayaran; lingkaran: angka yang diberitakan",
        f"{drawing.unit_words(top, 'en')} since 1 January {year}; promised: from the letter to the "
        "payment; circles: figures from the press",
    ).in_(language)
    said = "; ".join(text for *_, text in labels)
    return drawing.finish(
        layers, name="promised", title=_title(first.known_by, then).in_(language), subtitle=below,
        description=f"{below}. {day(last, language)}: {said}.", frame=at.frame,
    )  # fmt: skip


def _ends(now: DayStock, top: int, language: str) -> list[marks.Label]:
    """What stands beside the end of each line."""
    return [
        (colour, amount, f"{text.in_(language)} {marks.in_short(amount, top, language)}")
        for colour, amount, text in (
            (drawing.USED, now.used_idr, Text("Dijanjikan", "Promised")),
            (BILLED, _billed(now), Text("Ditagih", "Billed")),
            (drawing.PAID, now.paid_idr, Text("Dibayar", "Paid")),
        )
    ]


def _told(history: History) -> list[tuple[date, int]]:
    """The published bills and payments of the last year."""
    published = history.published
    bills = [(one.known_by, one.amount_idr) for one in (published.first_bills, published.bills)]
    return [*bills, *((point.on, point.amount_idr) for point in published.paid)]


def _title(on: date, then: DayStock) -> Text:
    billed, promised_idr = _billed(then), then.used_idr
    return Text(
        f"{day(on, 'id')}: ditagih {short_rupiah(billed, 'id')}, dijanjikan "
        f"{short_rupiah(promised_idr, 'id')}",
        f"{day(on, 'en')}: {short_rupiah(billed, 'en')} was billed, "
        f"{short_rupiah(promised_idr, 'en')} promised",
    )


def _billed(stock: DayStock) -> int:
    return stock.used_idr - stock.committed_idr
