"""The marks that the charts of a fiscal year share: lines by day, ceilings, labels beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import altair as alt

from multiguna.kernel.saying import in_unit, unit_of
from multiguna.kernel.terms import Text
from multiguna.ledger.terms import DayStock
from multiguna.planning.queries import drawing
from multiguna.planning.queries.drawing import Frame, Layer, Row, milliseconds

Label = tuple[str, int, str]
"""Its colour, the amount it stands at, what it says."""


@dataclass(frozen=True, slots=True)
class Plot:
    """The plot of one fiscal year up to a day, in a language, for amounts up to `top`."""

    year: int
    last: date
    language: str
    top: int
    frame: Frame

    @property
    def axes(self) -> dict[str, alt.X | alt.Y]:
        """The year from left to right, amounts from the ground up."""
        return {
            "x": drawing.year_axis(self.year, self.frame, self.language),
            "y": drawing.amount_axis("amount", self.top, self.language),
        }

    def across(self, on: date) -> int:
        """How far from the left a day lies, in pixels."""
        first, after = date(self.year, 1, 1), date(self.year + 1, 1, 1)
        return self.frame.plot * (on - first).days // (after - first).days

    def down(self, amount: int) -> int:
        """How far from the top an amount lies, in pixels."""
        return drawing.height_of(amount, self.top, self.frame)


def plot(
    year: int, on: date, language: str, top: int, width: int, *, labels: Sequence[str] = (),
    labels_on: date | None = None, height: int = 300,
) -> Plot:  # fmt: skip
    """A plot with enough room on its right for labels that stand at a day."""
    last = min(on, date(year, 12, 31))
    frame = Frame(width, height)
    if labels:
        inner, wide = width - frame.left, max(map(drawing.text_width, labels)) + 16
        days = ((labels_on or last) - date(year, 1, 1)).days + 1
        right = (wide * 366 - inner * max(0, 366 - days)) // days
        frame = Frame(width, height, right=max(frame.right, right))
    return Plot(year, last, language, top, frame)


def in_short(amount_idr: int, top: int, language: str) -> str:
    """An amount in the unit of the chart."""
    return in_unit(amount_idr, unit_of(top, language)[0], language)


def each_day(days: Sequence[DayStock], *, year: int, on: date) -> list[DayStock]:
    """The stock at the end of every day from 1 January to a day (or the year's end)."""
    last = min(on, date(year, 12, 31))
    known = {stock.on: stock for stock in days}
    before = [stock for stock in days if stock.on < date(year, 1, 1)]
    now = max(before, key=lambda stock: stock.on, default=DayStock(on=date(year, 1, 1)))
    filled, when = [], date(year, 1, 1)
    while when <= last:
        now = known.get(when, now)
        filled.append(now)
        when += timedelta(days=1)
    return filled


def daily(stocks: Sequence[DayStock], year: int, name: str) -> list[Row]:
    """One row a day; an amount holds from its day's end to the next one's."""
    first = date(year, 1, 1)
    return [
        {"on": milliseconds(first + timedelta(days=n)), "amount": getattr(at, name), "part": name}
        for n, at in enumerate(stocks)
    ]


def line(
    on: Plot, values: Sequence[Row], colour: str, *, width: int = 3, dash: Sequence[int] = (),
    steps: bool = True,
) -> alt.Chart:  # fmt: skip
    """A line through rows with a day and an amount."""
    mark = alt.Chart(drawing.rows(values)).mark_line(
        color=colour,
        strokeWidth=width,
        strokeDash=list(dash),
        interpolate="step-after" if steps else "linear",
        strokeJoin="round",
    )
    drawn: alt.Chart = mark.encode(**on.axes)
    return drawn


def ceiling(at: Plot, stocks: Sequence[DayStock], until: date | None = None) -> list[Layer]:
    """The appropriation as the documents raised it, each level named at its left end.

    The last level runs on to the year's end, or to a day.
    """
    levels: list[tuple[int, int]] = []
    for number, stock in enumerate(stocks):
        if stock.appropriation_idr != (levels[-1][1] if levels else 0):
            levels.append((number, stock.appropriation_idr))
    if not levels:
        return []
    first = date(at.year, 1, 1)
    values: list[Row] = [
        {"on": milliseconds(first + timedelta(days=number)), "amount": amount}
        for number, amount in levels
    ]
    last = until or date(at.year + 1, 1, 1)
    values.append({"on": milliseconds(last), "amount": levels[-1][1]})
    layers: list[Layer] = [line(at, values, drawing.INK, width=2)]
    for number, amount in levels:
        since = first + timedelta(days=number)
        layers.append(_level(at, since, amount, number == levels[-1][0]))
    return layers


def _level(at: Plot, since: date, amount: int, newest: bool) -> Layer:
    name = Text("Pagu", "Budget").in_(at.language)
    text = f"{name} {in_short(amount, at.top, at.language)}"
    x = at.across(since) + 4
    if newest and x + drawing.text_width(text) > at.frame.plot:
        return drawing.words(at.frame.plot, at.down(amount) - 9, text, bold=True, align="right")
    return drawing.words(x, at.down(amount) - 9, text, bold=True)


def end_labels(at: Plot, labels: Sequence[Label]) -> list[Layer]:
    """A dot at the end of each line on the last day, and its label beside it."""
    return [
        dot(at, at.last, amount, colour) for colour, amount, _ in labels
    ] + beside(at, labels, at.across(at.last) + 9)  # fmt: skip


def beside(at: Plot, labels: Sequence[Label], x: int) -> list[Layer]:
    """Labels at a place from the left, at their amounts, moved apart where they would touch."""
    places = drawing.spread(
        [at.down(amount) for _, amount, _ in labels], drawing.LINE, 4, at.frame.height - 4
    )
    return [
        drawing.words(x, place, text, colour=colour, bold=True)
        for (colour, _, text), place in zip(labels, places, strict=True)
    ]


def dot(at: Plot, on: date, amount: int, colour: str, *, hollow: bool = False) -> alt.Chart:
    """A point at a day and an amount."""
    drawn: alt.Chart = (
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_point(
            filled=True, size=55, color="#ffffff" if hollow else colour, stroke=colour,
            strokeWidth=2, opacity=1,
        )
        .encode(x=alt.value(at.across(on)), y=alt.value(at.down(amount)))
    )  # fmt: skip
    return drawn


def span(at: Plot, since: date, until: date, amount: int, colour: str) -> alt.Chart:
    """A thick stroke over a period at an amount."""
    drawn: alt.Chart = (
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_rule(color=colour, strokeWidth=6, strokeCap="round")
        .encode(
            x=alt.value(at.across(since)),
            x2=alt.value(max(at.across(until), at.across(since) + 1)),
            y=alt.value(at.down(amount)),
        )
    )  # fmt: skip
    return drawn


def upright(at: Plot, on: date, text: str, colour: str = drawing.SOFT) -> list[Layer]:
    """A thin upright line at a day with a word at its foot."""
    x = at.across(on)
    right = x + drawing.text_width(text) + 8 > at.frame.plot
    return [
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_rule(color=colour, strokeWidth=1, strokeDash=[2, 3])
        .encode(x=alt.value(x), y=alt.value(0), y2=alt.value(at.frame.height)),
        drawing.words(
            x - 5 if right else x + 5, at.frame.height - 10, text, colour=colour,
            align="right" if right else "left",
        ),
    ]  # fmt: skip
