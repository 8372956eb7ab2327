"""How every chart looks: one palette, one typeface, a year's axis, labels beside what they name.

The palette gets lighter step by step, so it works in grey. Text is measured and printed with
Liberation Sans, which the renderer brings along, so that a chart is the same on every computer; an
SVG for a page asks for the page's own typefaces. Whole rupiah go into a chart; units are words.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise
from typing import Literal

import altair as alt
import vl_convert

from multiguna.kernel import saying

INK, SOFT, GRID, AXIS = "#16302d", "#4d5f5c", "#e4ebe9", "#8fa5a0"
USED, PAID, PLAN, ALARM = "#0b4f4a", "#4f9a8f", "#8a6d2f", "#a3221b"
BAND, ALARM_WASH = "#bcd8d2", "#eec7c2"
STOCK_COLOURS = ("#083b37", "#1f6d65", "#4f9a8f", "#e3ac4b", "#f4dca6")
"""Paid, ordered, verified, billed, promised: the surest money is the darkest."""
AGE_COLOURS = ("#eef3f2", "#f0cf86", "#dda23c", "#b4581f", "#7a1616")
"""Not due yet to most overdue: the later, the darker."""

FONT = "Liberation Sans"
PAGE_FONTS = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, "
    "sans-serif"
)
TITLE_SIZE, NARROW_TITLE_SIZE, TEXT_SIZE, LINE = 17, 15, 12, 15
NARROW = 520
"""Below this width (a telephone) there are fewer ticks and labels."""
WIDTH_MIN = 300
VEGA_LITE = "6.4"
LETTER_PERCENT, BOLD_PERCENT, FIGURE_PERCENT = 50, 53, 57
"""The usual width of a letter, a bold letter and a bold figure in percent of its size."""

Row = dict[str, int | str | None]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: what it found in a sentence, what it shows in words, and how to draw it."""

    name: str
    title: str
    description: str
    spec: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Words:
    """A label at a place of the plot in pixels; a line break begins a second line."""

    x: int
    y: int
    text: str
    colour: str
    bold: bool
    align: Align


Layer = alt.Chart | Words


@dataclass(frozen=True, slots=True)
class Frame:
    """The paper of a chart in pixels: its whole width, its plot, and the room around it."""

    width: int
    height: int
    left: int = 52
    right: int = 14
    bottom: int = 34

    @property
    def narrow(self) -> bool:
        """Whether it is for a telephone."""
        return self.width < NARROW

    @property
    def plot(self) -> int:
        """The width of the plot."""
        return self.width - self.left - self.right


def lines_of(text: str, width: int, size: int, percent: int = LETTER_PERCENT) -> list[str]:
    """The text in lines that fit a width; a space that does not break keeps words together.

    >>> lines_of("Pagu habis pada Agustus", 80, 12)
    ['Pagu habis', 'pada Agustus']
    """
    return textwrap.wrap(text, max(8, width * 100 // (size * percent))) or [""]


def text_width(text: str, size: int = TEXT_SIZE) -> int:
    """How wide a label is at most, about."""
    return len(text) * size * FIGURE_PERCENT // 100


def milliseconds(on: date) -> int:
    """The day as the renderer counts: milliseconds since 1970, in UTC wherever it runs."""
    return (on - date(1970, 1, 1)).days * 86_400_000


def year_axis(year: int, frame: Frame, language: str) -> alt.X:
    """One year from left to right with its months named after their first day."""
    months = range(1, 13, 3) if frame.narrow else range(1, 13)
    starts = [milliseconds(date(year, month, 1)) for month in months]
    names = {
        start: saying.month_name(month, language, short=True)
        for start, month in zip(starts, months, strict=True)
    }
    named = "; ".join(f"{start}: '{name}'" for start, name in names.items()).replace(";", ",")
    return alt.X(
        "on:T",
        title=None,
        scale=alt.Scale(
            type="utc",
            domain=[milliseconds(date(year, 1, 1)), milliseconds(date(year + 1, 1, 1))],
            nice=False,
        ),
        axis=alt.Axis(
            values=starts, labelExpr=f"{{{named}}}[+datum.value]", labelAlign="left",
            labelOffset=3, tickSize=14, tickColor=AXIS, ticks=True, grid=False,
            labelPadding=-10,
        ),
    )  # fmt: skip


def amount_axis(field: str, top: int, language: str, stack: bool | None = None) -> alt.Y:
    """Amounts from zero in the unit that `unit_words` names, with grid lines and no axis."""
    size, _ = saying.unit_of(top, language)
    steps = ticks(top)
    labels = [f"{tick}: '{saying.in_unit(tick, size, language)}'" for tick in steps]
    return alt.Y(
        f"{field}:Q",
        title=None,
        stack=stack,
        scale=alt.Scale(domain=[0, _ceiling(top)], nice=False, zero=True),
        axis=alt.Axis(
            values=list(steps), labelExpr=f"{{{', '.join(labels)}}}[datum.value]", domain=False,
            ticks=False, grid=True, gridColor=GRID, labelPadding=8,
        ),
    )  # fmt: skip


def unit_words(top: int, language: str) -> str:
    """`Rp miliar`: what the numbers of an amount axis are."""
    return f"Rp\u00a0{saying.unit_of(top, language)[1]}".strip()


def ticks(top: int, count: int = 5) -> list[int]:
    """Zero and up to `count` round steps that do not go beyond the next one above the top."""
    power = 1
    while True:
        for tenths in (10, 20, 25, 50):
            step = power * tenths // 10
            if step >= 1 and step * count >= top:
                return [step * n for n in range(-(-top // step) + 1)]
        power *= 10


def _ceiling(top: int) -> int:
    """Where a plot ends: room for a label above the largest amount, and the last tick at least."""
    return max(ticks(top)[-1], top + top * 7 // 100, 1)


def spread(places: Sequence[int], gap: int, low: int, high: int) -> list[int]:
    """Places of labels moved apart so that each has its gap and all stay between low and high.

    >>> spread([100, 104, 20], 14, 0, 200)
    [95, 109, 20]
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    groups: list[tuple[list[int], int]] = []
    for index in order:
        groups.append(([index], places[index]))
        while len(groups) > 1 and _overlap(groups[-2], groups[-1], gap):
            (above, one), (below, two) = groups[-2], groups[-1]
            members = above + below
            middle = (one * len(above) + two * len(below)) // len(members)
            groups[-2:] = [(members, middle)]
    found = [0] * len(places)
    for members, middle in groups:
        start = middle - (len(members) - 1) * gap // 2
        start = max(low, min(start, high - (len(members) - 1) * gap))
        for step, index in enumerate(members):
            found[index] = start + step * gap
    assert all(b >= a for a, b in pairwise(found[i] for i in order))
    return found


def _overlap(above: tuple[list[int], int], below: tuple[list[int], int], gap: int) -> bool:
    end = above[1] + (len(above[0]) - 1) * gap // 2
    start = below[1] - (len(below[0]) - 1) * gap // 2
    return start - end < gap


def height_of(amount: int, top: int, frame: Frame) -> int:
    """How far from the top of the plot an amount lies, in pixels."""
    return frame.height - frame.height * amount // _ceiling(top)


def words(
    x: int, y: int, text: str, *, colour: str = INK, bold: bool = False, align: Align = "left"
) -> Words:
    """A label at a place of the plot in pixels."""
    return Words(x, y, text, colour, bold, align)


def written(labels: Sequence[Words]) -> list[alt.Chart]:
    """All labels in as few layers as there are ways to write, each with a white rim below it.

    The rim keeps a label legible where it lies on a line.
    """
    layers = []
    ways = sorted({(one.bold, one.align) for one in labels})
    for rim in (True, False):
        for bold, align in ways:
            own = [one for one in labels if (one.bold, one.align) == (bold, align)]
            values: list[Row] = [
                {"x": one.x, "y": one.y, "text": one.text, "ink": "#ffffff" if rim else one.colour}
                for one in own
            ]
            drawn: alt.Chart = (
                alt.Chart(rows(values))
                .mark_text(
                    align=align, baseline="middle", fontSize=TEXT_SIZE, lineHeight=LINE,
                    fontWeight="bold" if bold else "normal", lineBreak="\n",
                    stroke="#ffffff", strokeWidth=4 if rim else 0,
                )
                .encode(
                    x=alt.X("x:Q", scale=None, axis=None), y=alt.Y("y:Q", scale=None, axis=None),
                    text="text:N", color=alt.Color("ink:N", scale=None, legend=None),
                )
            )  # fmt: skip
            layers.append(drawn)
    return layers


def boxes(values: Sequence[Row]) -> alt.Chart:
    """Filled rectangles in one layer: rows with x, x2, y, y2 in pixels, a colour and an edge."""
    drawn: alt.Chart = (
        alt.Chart(rows(values))
        .mark_rect(strokeWidth=1)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None), x2="x2:Q",
            y=alt.Y("y:Q", scale=None, axis=None), y2="y2:Q",
            color=alt.Color("colour:N", scale=None, legend=None),
            stroke=alt.Stroke("edge:N", scale=None, legend=None),
        )
    )  # fmt: skip
    return drawn


def rows(values: Sequence[Row]) -> alt.InlineData:
    """Rows to draw, written into the chart itself."""
    return alt.InlineData(values=list(values))


def finish(
    layers: Sequence[Layer], *, name: str, title: str, subtitle: str, description: str,
    frame: Frame,
) -> Chart:  # fmt: skip
    """Put layers on the paper under a title that says what they show; labels lie on top."""
    marks = [layer for layer in layers if not isinstance(layer, Words)]
    marks += written([layer for layer in layers if isinstance(layer, Words)])
    room = frame.width - 16
    size = NARROW_TITLE_SIZE if frame.narrow else TITLE_SIZE
    heading = lines_of(title, room, size, BOLD_PERCENT)
    below = lines_of(subtitle, room, TEXT_SIZE)
    top = len(heading) * (size + 5) + len(below) * LINE + 26
    drawn = (
        alt.layer(*marks)
        .properties(
            width=frame.plot, height=frame.height, autosize=alt.AutoSizeParams(type="none"),
            padding={"left": frame.left, "right": frame.right, "top": top, "bottom": frame.bottom},
            title=alt.TitleParams(
                text=heading, subtitle=below, anchor="start", align="left", frame="group",
                dx=8 - frame.left, offset=14, color=INK, fontSize=size, lineHeight=size + 5,
                fontWeight="bold", subtitleColor=SOFT, subtitleFontSize=TEXT_SIZE,
                subtitleLineHeight=LINE, subtitlePadding=6,
            ),
        )
        .configure(font=FONT, background="#ffffff")
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=TEXT_SIZE, labelColor=SOFT, domainColor=AXIS, titleColor=SOFT,
            labelOverlap=False,
        )
    )  # fmt: skip
    return Chart(name, title, description, drawn.to_dict(validate=False))


def svg(chart: Chart, *, for_page: bool = True) -> str:
    """The chart as SVG with its title and description for those who do not see it.

    For a page its text takes the page's typefaces and its ids begin with the chart's name, so that
    several charts can stand in one page.
    """
    drawn: str = vl_convert.vegalite_to_svg(
        dict(chart.spec), vl_version=VEGA_LITE, allowed_base_urls=[]
    )
    told = (
        f'role="img" aria-labelledby="{chart.name}-title {chart.name}-desc">'
        f'<title id="{chart.name}-title">{escape(chart.title)}</title>'
        f'<desc id="{chart.name}-desc">{escape(chart.description)}</desc>'
    )
    drawn = re.sub(r"(<svg\b[^>]*?)>", lambda tag: f"{tag[1]} {told}", drawn, count=1)
    if for_page:
        drawn = drawn.replace(f'font-family="{FONT}"', f'font-family="{PAGE_FONTS}"')
        drawn = re.sub(r'\bid="(?=clip|gradient)', f'id="{chart.name}-', drawn)
        drawn = re.sub(r"url\(#(?=clip|gradient)", f"url(#{chart.name}-", drawn)
    return drawn


def render(chart: Chart, kind: str) -> bytes:
    """The chart as `svg`, `pdf` or `png` (twice as fine as the screen's pixels)."""
    if kind == "svg":
        return svg(chart).encode()
    plain = svg(chart, for_page=False)
    made = vl_convert.svg_to_pdf(plain) if kind == "pdf" else vl_convert.svg_to_png(plain, scale=2)
    return bytes(made)
