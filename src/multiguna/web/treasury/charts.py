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
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.queries import day_ends
from multiguna.planning.queries import drawing
from multiguna.planning.queries import pictures as kinds
from multiguna.web import languages, menus
from multiguna.web.pages import actor, page
from multiguna.web.treasury.looking import Looking, looking

WIDTHS = {"wide": 1120, "half": 548, "narrow": 336}
"""A whole row of a laptop, half of one, a telephone: in pixels, as the page shows them."""
KEPT = 64
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

_kept: OrderedDict[str, bytes] = OrderedDict()
_keeping, _drawing = Lock(), Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart on a page: its address for laptop and telephone, and words instead of it."""

    name: str
    size: str
    link: str
    narrow: str
    words: Text


WORDS = {
    "burn": Text(
        id="Grafik: pemakaian dan pembayaran sejak Januari dibanding laju pagu.",
        en="Chart: what is used and paid since January, against the budget's pace.",
    ),
    "fan": Text(
        id="Grafik: perkiraan pemakaian sampai 31 Desember dan hari pagu habis.",
        en="Chart: the expected use up to 31 December and the day the budget runs out.",
    ),
    "ageing": Text(
        id="Grafik: yang ditunggu setiap rumah sakit menurut hari lewat jatuh tempo.",
        en="Chart: what each hospital waits for, by days past the due date.",
    ),
    "arrears": Text(
        id="Grafik: yang dijanjikan melampaui pagu, hari demi hari.",
        en="Chart: what was promised beyond the budget, day by day.",
    ),
    "stock": Text(
        id="Grafik: di mana uang yang terpakai pada setiap akhir bulan.",
        en="Chart: where the used money stands at each month's end.",
    ),
}


def picture(looked: Looking, name: str, size: str = "half") -> Picture:
    """A chart of a view, to stand in a page."""
    link = looked.link_to("treasury-chart", name, size=size)
    narrow = looked.link_to("treasury-chart", name, size="narrow")
    return Picture(name, size, link, narrow, WORDS[name])


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
    content = drawn(mark, lambda: drawing.svg(shown.draw(language, width)).encode())
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


def _look_up(mark: str) -> bytes | None:
    with _keeping:
        return _kept.get(mark)


def _shown(cur: Cursor, by: Actor, looked: Looking, name: str) -> Shown:
    year, on = looked.year, looked.day
    days = day_ends(cur, by, year=year)
    draw = {"burn": kinds.burn, "arrears": kinds.arrears, "stock": kinds.stock}[name]
    return Shown(
        (year, on, days),
        lambda language, width: draw(days, year=year, on=on, language=language, width=width),
    )


def _marked(response: HttpResponse, mark: str) -> HttpResponse:
    response["ETag"] = mark
    response["Cache-Control"] = "private, no-cache"
    response["Content-Security-Policy"] = POLICY
    return response
