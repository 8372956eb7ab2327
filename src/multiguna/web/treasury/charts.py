"""The charts as pictures with addresses of their own, so that no page waits for one.

A drawn chart is kept by what it shows: the same facts, language and width are drawn once. The
browser asks with the mark it has and gets the picture again only when it changed.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.http import Http404, HttpRequest, HttpResponse

from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.terms import Actor
from multiguna.ledger.queries import day_ends, stock
from multiguna.planning.queries import bars, drawing, waiting
from multiguna.planning.queries import pictures as kinds
from multiguna.planning.terms import Outlook
from multiguna.web import languages, menus
from multiguna.web.pages import actor, page
from multiguna.web.treasury.ahead import seen_ahead
from multiguna.web.treasury.looking import Looking, looking
from multiguna.web.treasury.pictures import WIDTHS, WORDS

KEPT = 64
FONTS = "'Liberation Sans', Arial, Helvetica, 'Segoe UI', Roboto, sans-serif"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

_kept: OrderedDict[str, bytes] = OrderedDict()
_keeping, _drawing = Lock(), Lock()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a chart shows, and how to draw it in a language and a width."""

    facts: object
    draw: Callable[[str, int], drawing.Chart]


@page(*menus.TREASURY)
def chart(request: HttpRequest, name: str) -> HttpResponse:
    """One chart of a view as SVG, in one of the widths; 404 for an unknown name."""
    if name not in WORDS:
        raise Http404
    by, language = actor(request), languages.active()
    width = WIDTHS.get(request.GET.get("size", ""), WIDTHS["half"])
    with transaction(by) as cur:
        shown = _shown(cur, by, looking(request, cur, by), name)
    facts = f"{name} {language} {width} {shown.facts!r}"
    mark = f'"{hashlib.sha256(facts.encode()).hexdigest()}"'
    if request.headers.get("If-None-Match") == mark:
        return _marked(HttpResponse(status=304), mark)
    content = drawn(mark, lambda: _svg(shown.draw(language, width)))
    return _marked(HttpResponse(content, content_type="image/svg+xml"), mark)


def drawn(mark: str, draw: Callable[[], bytes]) -> bytes:
    """The picture with a mark: drawn once, kept while it is among those lately looked at."""
    content = _look_up(mark)
    if content is None:
        with _drawing:
            content = _look_up(mark) or draw()
    with _keeping:
        _kept[mark] = content
        _kept.move_to_end(mark)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return content


def _svg(chart: drawing.Chart) -> bytes:
    """The picture with typefaces as wide as those that its texts were measured in."""
    return drawing.svg(chart).replace(drawing.PAGE_FONTS, FONTS).encode()


def _look_up(mark: str) -> bytes | None:
    with _keeping:
        return _kept.get(mark)


def _shown(cur: Cursor, by: Actor, looked: Looking, name: str) -> Shown:
    year, on = looked.year, looked.last_day
    if name == "ageing":
        waits = waiting(cur, by, on=looked.day)
        return Shown(
            (looked.day, waits),
            lambda language, width: bars.ageing(
                waits, on=looked.day, language=language, width=width
            ),
        )
    days = day_ends(cur, by, year=year)
    if name == "fan":
        seen = _outlook(cur, by, looked)
        return Shown(
            (days, seen),
            lambda language, width: kinds.fan(days, seen, language=language, width=width),
        )
    draw = {"burn": kinds.burn, "arrears": kinds.arrears, "stock": kinds.stock}[name]
    return Shown(
        (year, on, days),
        lambda language, width: draw(days, year=year, on=on, language=language, width=width),
    )


def _outlook(cur: Cursor, by: Actor, looked: Looking) -> Outlook:
    """The outlook of a year that has begun; 404 where there is none to draw."""
    lines = stock(cur, by, year=looked.year, on=looked.on)
    ahead = seen_ahead(cur, by, looked, lines, wait=True)
    if ahead is None or not ahead.outlook.fan:
        raise Http404
    return ahead.outlook


def _marked(response: HttpResponse, mark: str) -> HttpResponse:
    response["ETag"] = mark
    response["Cache-Control"] = "private, no-cache"
    response["Content-Security-Policy"] = POLICY
    return response
