"""The first page of the treasury: where the money stands, now or at the end of a day.

Every figure leads to the entries behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Text
from multiguna.ledger.queries import month_ends, stock, total
from multiguna.ledger.terms import Face, LineStock, MonthStock
from multiguna.payments.queries import orders
from multiguna.web import menus, names
from multiguna.web.pages import actor, is_fragment, page
from multiguna.web.treasury.ahead import Ahead, limits, seen_ahead
from multiguna.web.treasury.faces import FaceTable, face_table
from multiguna.web.treasury.looking import Looking, looking
from multiguna.web.treasury.orders import waiting
from multiguna.web.treasury.pictures import Picture, picture
from multiguna.web.treasury.ringing import ringing

FACES = (Face.LINE, Face.PROVIDER, Face.CARE, Face.VILLAGE, Face.AGE)
USES = ("committed_idr", "billed_idr", "obligations_idr", "ordered_idr", "paid_idr")
MONTH_COLUMNS = tuple(reversed(USES))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the equation: its name, its amount, the rows behind it."""

    name: Text
    amount_idr: int
    link: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The stock at a month's end for the table beside the charts."""

    month: str
    parts: tuple[int, ...]
    used_idr: int
    appropriation_idr: int


@page(*menus.TREASURY)
def treasury(request: HttpRequest) -> HttpResponse:
    """One fiscal year now or on a day: alarms, outlook, stock, charts, and one face of it.

    An HTMX request gets the face alone.
    """
    by = actor(request)
    with transaction(by) as cur:
        looked = looking(request, cur, by)
        lines = stock(cur, by, year=looked.year, on=looked.on)
        table = face_table(cur, by, looked, _face(request), lines)
        if is_fragment(request):
            return render(request, "treasury/faces.html", _faces(looked, table))
        ahead = seen_ahead(cur, by, looked, lines, wait=False)
        rings = ringing(cur, by, looked, ahead, lines)
        months = month_ends(cur, by, year=looked.year)
        cards = orders(cur, by)
    whole = total(lines)
    context = _faces(looked, table) | {
        "whole": whole,
        "alarms": rings,
        "seen": ahead,
        "ask": looked.last_day.year == looked.year,
        "limits": limits(ahead.outlook) if ahead else [],
        "outlook_link": looked.link("treasury-outlook"),
        "links": {name: looked.rows(name) for name in names.BALANCES},
        "given": [_part(looked, whole, name) for name in ("appropriation_idr", "arrears_idr")],
        "uses": [_part(looked, whole, name) for name in USES],
        "left": whole.appropriation_idr + whole.arrears_idr,
        "right": whole.available_idr + whole.used_idr,
        "pictures": _pictures(looked, whole, ahead),
        "months": month_rows(looked, months),
        "month_columns": [names.BALANCES[name] for name in MONTH_COLUMNS],
        "waiting": [one for one in waiting(cards) if one.count],
    }
    return render(request, "treasury/treasury.html", context)


def _face(request: HttpRequest) -> Face:
    asked = request.GET.get("face", "")
    return Face(asked) if asked in list(Face) else Face.LINE


def _faces(looked: Looking, table: FaceTable) -> dict[str, object]:
    tabs = [
        (names.FACES[face.value], looked.link("treasury", face=face.value), face is table.face)
        for face in FACES
    ]
    return {"looked": looked, "table": table, "tabs": tabs}


def _pictures(looked: Looking, whole: LineStock, ahead: Ahead | None) -> list[Picture]:
    """The charts of a view: the outlook where there is one, arrears where there are any."""
    if looked.last_day.year != looked.year:
        return []
    fan = [picture(looked, "fan", "wide")] if ahead is None or ahead.outlook.fan else []
    owed = [picture(looked, "arrears", "wide")] if whole.arrears_idr else []
    return [*fan, *(picture(looked, name) for name in ("burn", "stock")), *owed,
            picture(looked, "ageing", "wide")]  # fmt: skip


def _part(looked: Looking, whole: LineStock, name: str) -> Part:
    amount_idr: int = getattr(whole, name)
    return Part(names.BALANCES[name], amount_idr, looked.rows(name) if amount_idr else "")


def month_rows(looked: Looking, stocks: Sequence[MonthStock]) -> list[MonthRow]:
    """The stock at each month's end up to the day; a month without movement repeats the last."""
    known = {one.month.month: one for one in stocks if one.month.year == looked.year}
    earlier = [one for one in stocks if one.month.year < looked.year]
    at = max(earlier, key=lambda one: one.month, default=None)
    rows = []
    for number in range(1, _last_month(looked) + 1):
        at = known.get(number, at)
        if at is not None:
            parts = tuple(getattr(at, name) for name in MONTH_COLUMNS)
            month = f"{looked.year}-{number:02}"
            rows.append(MonthRow(month, parts, at.used_idr, at.appropriation_idr))
    return rows


def _last_month(looked: Looking) -> int:
    last: date = looked.last_day
    return last.month if last.year == looked.year else 0
