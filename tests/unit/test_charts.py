"""Charts: the same everywhere, in both languages, on paper of any width, with nothing cut off."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from multiguna.kernel.terms import Text
from multiguna.ledger.terms import DayStock, LineStock
from multiguna.planning.queries import bars, drawing, pictures
from multiguna.planning.queries.drawing import Chart, render, svg
from multiguna.planning.terms import FanPoint, Outlook, RunOut, Waiting

BN = 10**9
SEPTEMBER = date(2013, 9, 26)
DAYS = (date(2013, 1, 9), date(2013, 3, 31), SEPTEMBER, date(2013, 12, 31))
ROOM = 3
"""Pixels that a label may stand out: its width is only estimated."""


def stocks(until: date, budget_idr: int = 100 * BN) -> list[DayStock]:
    """A year in which half a billion is used a day, and the budget grows in October."""
    found = []
    for number in range((until - date(2013, 1, 1)).days + 1):
        on = date(2013, 1, 1) + timedelta(days=number)
        used, paid = number * BN // 2, max(0, number - 60) * BN // 3
        rest = used - paid
        appropriation = budget_idr + (65 * BN if on >= date(2013, 10, 2) else 0)
        found.append(
            DayStock(
                on, appropriation_idr=appropriation, released_idr=appropriation // 2,
                committed_idr=rest // 4, billed_idr=rest // 4, obligations_idr=rest // 4,
                ordered_idr=rest - 3 * (rest // 4), paid_idr=paid,
                arrears_idr=max(0, used - appropriation),
            )
        )  # fmt: skip
    return found


def outlook(on: date, *, limit_idr: int = 100 * BN, known: bool = True) -> Outlook:
    used = stocks(on)[-1].used_idr
    days = (date(2013, 12, 31) - on).days
    fan = tuple(
        FanPoint(on + timedelta(days=n), used + n * BN // 3, used + n * BN // 2, used + n * BN)
        for n in range(days + 1)
    )
    reached = [next((p.on for p in fan if amount(p) >= limit_idr), None) for amount in (
        lambda p: p.p90_idr, lambda p: p.p50_idr, lambda p: p.p10_idr)]  # fmt: skip
    run_out = RunOut(limit_idr, *reached, 1_200) if known else None
    stock = LineStock("", "", Text("", ""), "", "", "", appropriation_idr=limit_idr)
    return Outlook(2013, on, date(2013, 12, 31), stock, 0, 0, 0, 0, used, BN,
                   fan if known else (), run_out, run_out)  # fmt: skip


def hospitals(count: int) -> list[Waiting]:
    return [
        Waiting(
            f"3671{900 + n}", f"RS Contoh <{n}> & Anak", tuple(BN * (n + k) // 10 for k in range(5))
        )
        for n in range(count)
    ]


def draw(name: str, on: date = SEPTEMBER, language: str = "id", width: int = 760) -> Chart:
    """One of the charts from plain facts."""
    if name == "ageing":
        return bars.ageing(hospitals(30), on=on, language=language, width=width)
    if name == "fan":
        return pictures.fan(stocks(on), outlook(on), language=language, width=width)
    kinds: dict[str, Callable[..., Chart]] = {
        "burn": pictures.burn, "stock": pictures.stock, "arrears": pictures.arrears,
    }  # fmt: skip
    return kinds[name](stocks(on), year=2013, on=on, language=language, width=width)


NAMES = ("burn", "fan", "stock", "arrears", "ageing")
every_chart = pytest.mark.parametrize("name", NAMES)


@every_chart
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_chart_says_what_it_found_in_its_language(name: str, language: str) -> None:
    chart = draw(name, language=language)
    words = {"id": ("miliar", "Rp"), "en": ("billion", "Rp")}[language]
    assert all(word in chart.title for word in words)
    assert not set(chart.title.split()) & ({"the", "of"} if language == "id" else {"yang", "pagu"})
    root = ElementTree.fromstring(svg(chart))
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert (title.text, description.text) == (chart.title, chart.description)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    shown = " ".join(text for text in root.itertext() if text.strip())
    assert chart.title.split()[-1] in shown


def test_titles_are_findings() -> None:
    said = {name: draw(name, language="en").title.replace("\u00a0", " ") for name in NAMES}
    assert said["burn"] == (
        "By 26 Sep 2013 Rp 134 billion is used: Rp 60.3 billion above the budget's pace"
    )
    assert said["fan"] == "The budget is used up; Rp 82 billion will be short at the year's end"
    assert said["stock"] == "Of Rp 134 billion used, Rp 64.7 billion is not paid yet"
    assert said["arrears"] == (
        "Since 21 Jul 2013 promises exceed the budget; now Rp 34 billion has no budget"
    )
    assert said["ageing"].startswith("30 hospitals wait for Rp 247.5 billion; ")
    early = pictures.fan(stocks(DAYS[1]), outlook(DAYS[1]), language="id", width=760)
    assert early.title.replace("\u00a0", " ") == (
        "Pagu habis sekitar 20 Jul 2013 (26 Mei–14 Sep); akhir tahun kurang Rp 82 miliar"
    )


@every_chart
def test_a_chart_is_drawn_alike_each_time_and_everywhere(name: str) -> None:
    """Another process in another time zone draws the same bytes."""
    here = [render(draw(name, width=390), kind) for kind in ("svg", "png")]
    assert here == [render(draw(name, width=390), kind) for kind in ("svg", "png")]
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from tests.unit.test_charts import draw, render\n"
        "print(hashlib.sha256(render(draw(sys.argv[2], width=390), 'svg')).hexdigest())"
    )
    root = str(Path(__file__).parents[2])
    there = subprocess.run(
        [sys.executable, "-c", code, root, name], env={**os.environ, "TZ": "America/New_York"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert there.stdout.strip() == hashlib.sha256(here[0]).hexdigest()
    assert here[1].startswith(b"\x89PNG")
    assert render(draw(name), "pdf").startswith(b"%PDF")


@every_chart
@pytest.mark.parametrize("width", [320, 760])
def test_nothing_is_cut_off(name: str, width: int) -> None:
    for on, language in zip(DAYS, ("id", "en", "id", "en"), strict=True):
        root = ElementTree.fromstring(svg(draw(name, on, language, width), for_page=False))
        assert root.get("width") == str(width)
        cut = [
            (text, left, right)
            for text, left, right in texts(root)
            if left < -ROOM or right > width + ROOM
        ]
        assert cut == [], (on, language)


def texts(root: ElementTree.Element) -> Iterator[tuple[str, int, int]]:
    """Each text with its left and right in pixels, as wide as it is about."""

    def walk(node: ElementTree.Element, x: float, y: float) -> Iterator[tuple[str, int, int]]:
        moved = re.match(r"translate\(([-\d.]+),([-\d.]+)\)", node.get("transform", ""))
        if moved:
            x, y = x + float(moved[1]), y + float(moved[2])
        if node.tag.endswith("}text"):
            said = "".join(node.itertext())
            size = float(node.get("font-size", "12px").removesuffix("px"))
            parts = [part.text or "" for part in node] or [said]
            wide = max(map(len, parts)) * size / 2
            left = {"end": x - wide, "middle": x - wide / 2}.get(node.get("text-anchor", ""), x)
            yield said, int(left), int(left + wide)
        for child in node:
            yield from walk(child, x, y)

    yield from walk(root, 0.0, 0.0)


def test_end_labels_do_not_touch() -> None:
    for gap, places in ((15, [100, 103, 104, 20]), (15, [0, 1, 2]), (15, [200, 199, 198])):
        found = drawing.spread(places, gap, 4, 196)
        ordered = sorted(found)
        assert all(b - a >= gap for a, b in pairwise(ordered))
        assert 4 <= ordered[0] <= ordered[-1] <= 196
    assert drawing.spread([50, 100], 15, 0, 200) == [50, 100], "nothing moves without need"


@every_chart
def test_several_charts_can_stand_in_one_page(name: str) -> None:
    page = svg(draw(name))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert ids
    assert all(one.startswith(f"{name}-") for one in ids)
    assert "Liberation Sans" in page
    assert 'font-family="system-ui' in page
    assert "http" not in page.replace("http://www.w3.org/", "")


def test_names_are_escaped_and_only_fifteen_bars_are_drawn() -> None:
    page = svg(draw("ageing"))
    assert "<29>" not in page
    assert "RS Contoh &lt;29&gt; &amp; Anak" in page
    assert "15 RS lain" in page
    few = bars.ageing(hospitals(3), on=SEPTEMBER, language="en", width=390)
    assert "others" not in svg(few)
    none = bars.ageing([], on=SEPTEMBER, language="en", width=390)
    assert none.title == "Nobody waits to be paid"


def test_a_year_without_budget_promises_or_arrears_is_drawn_too() -> None:
    on = date(2013, 1, 1)
    for name in ("burn", "stock", "arrears"):
        kinds: dict[str, Callable[..., Chart]] = vars(pictures)
        assert svg(kinds[name]([], year=2013, on=on, language="id", width=390))
    empty = pictures.fan([], outlook(on, known=False), language="id", width=390)
    assert empty.title == "Belum cukup janji untuk memperkirakan akhir tahun"
    calm = pictures.arrears(
        stocks(SEPTEMBER, budget_idr=900 * BN), year=2013, on=SEPTEMBER, language="id", width=390
    )
    assert calm.title.startswith("Tidak ada tunggakan")


def test_the_palette_gets_lighter_step_by_step() -> None:
    """In grey every neighbour is told from the next."""
    for colours in (drawing.STOCK_COLOURS, drawing.AGE_COLOURS[::-1]):
        grey = [brightness(colour) for colour in colours]
        assert all(b - a >= 9 for a, b in pairwise(grey)), grey


def brightness(colour: str) -> float:
    """The lightness (CIE L*) of a colour, 0 to 100."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    y = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return float(116 * y ** (1 / 3) - 16)
