"""Marks that the planner's charts share: amounts from left to right or upwards, with their ranges.

Everything is placed in whole pixels, so that a chart is the same on every computer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from multiguna.kernel.saying import in_unit, unit_of
from multiguna.kernel.terms import Text
from multiguna.planning.queries import drawing
from multiguna.planning.queries.drawing import Chart, Frame, Layer, Row

BAR, MEDIAN = 16, 3
TALL, LOW = 210, 130
"""The height of an upright chart's plot: on a wide page, and on a telephone or half a page."""
RANGE = Text("garis: 9 dari 10 kemungkinan", "line: 9 of 10 cases")


@dataclass(frozen=True, slots=True)
class Scale:
    """Amounts from zero to a top over so many pixels."""

    top: int
    pixels: int
    language: str

    def at(self, amount: int) -> int:
        """How many pixels from zero an amount lies; beyond the top it lies at the edge."""
        return self.pixels * max(0, min(amount, self.top)) // self.top

    def said(self, amount: int) -> str:
        """An amount in the unit of the scale; one too small for a tenth of it is said to be."""
        size, _ = self._unit
        text = in_unit(amount, size, self.language)
        tenth = in_unit(size, size * 10, self.language)
        return f"<{tenth}" if text == "0" and amount > 0 else text

    @property
    def unit(self) -> str:
        """What the numbers are."""
        return f"Rp\u00a0{self._unit[1]}".strip()

    @property
    def _unit(self) -> tuple[int, str]:
        """The unit in which all steps of the axis have at most one decimal."""
        return unit_of(max(1, self.top * 4 // 5 - 1), self.language)


def upright(width: int, *, left: int, bottom: int) -> Frame:
    """The paper of a chart whose amounts go upwards: lower where it is narrow."""
    height = LOW if width < drawing.NARROW else TALL
    return Frame(width, height, left=left, right=12, bottom=bottom)


def strokes(values: Sequence[Row], *, width: int = 1, dash: Sequence[int] = ()) -> alt.Chart:
    """Straight strokes: rows with x, x2, y, y2 in pixels and a colour."""
    drawn: alt.Chart = (
        alt.Chart(drawing.rows(values))
        .mark_rule(strokeWidth=width, strokeDash=list(dash), strokeCap="butt")
        .encode(
            x=alt.X("x:Q", scale=None, axis=None), x2="x2:Q",
            y=alt.Y("y:Q", scale=None, axis=None), y2="y2:Q",
            color=alt.Color("colour:N", scale=None, legend=None),
        )
    )  # fmt: skip
    return drawn


def stroke(x: int, x2: int, y: int, y2: int, colour: str) -> Row:
    """One stroke between two places."""
    return {"x": x, "x2": x2, "y": y, "y2": y2, "colour": colour}


def box(x: int, x2: int, y: int, y2: int, colour: str) -> Row:
    """One filled rectangle between two places."""
    return {"x": x, "x2": x2, "y": y, "y2": y2, "colour": colour, "edge": colour}


def upward_lines(scale: Scale, height: int, *, below: int = 0) -> list[Layer]:
    """Grid lines for amounts from left to right, named at the foot."""
    steps = [tick for tick in drawing.ticks(scale.top) if tick <= scale.top]
    lines = [stroke(scale.at(tick), scale.at(tick), 0, height, drawing.GRID) for tick in steps]
    names = [
        drawing.words(scale.at(tick), height + 12 + below, scale.said(tick), colour=drawing.SOFT,
                      align="center")
        for tick in steps
    ]  # fmt: skip
    return [strokes(lines), *names]


def level_lines(scale: Scale, frame: Frame) -> list[Layer]:
    """Grid lines for amounts upwards, named at the left."""
    steps = [tick for tick in drawing.ticks(scale.top) if tick <= scale.top]
    lines, names = [], []
    for tick in steps:
        y = frame.height - scale.at(tick)
        lines.append(stroke(0, frame.plot, y, y, drawing.GRID))
        names.append(drawing.words(-8, y, scale.said(tick), colour=drawing.SOFT, align="right"))
    return [strokes(lines), *names]


def whisker(scale: Scale, low: int, high: int, y: int, colour: str = drawing.INK) -> list[Row]:
    """A range along a bar: a line with a foot at each end."""
    a, b = scale.at(low), scale.at(high)
    return [stroke(a, b, y, y, colour), *(stroke(x, x, y - 4, y + 4, colour) for x in (a, b))]


def tall_whisker(scale: Scale, low: int, high: int, x: int, height: int) -> list[Row]:
    """A range along a column."""
    a, b = height - scale.at(low), height - scale.at(high)
    ends = [stroke(x - 4, x + 4, y, y, drawing.INK) for y in (a, b)]
    return [stroke(x, x, a, b, drawing.INK), *ends]


def budget_line(scale: Scale, budget: int, height: int) -> list[Layer]:
    """The budget as an upright line, named at its head."""
    x = scale.at(budget)
    name = Text("Pagu", "Budget").in_(scale.language)
    text = f"{name} {scale.said(budget)}{' ›' if budget > scale.top else ''}"
    right = x + drawing.text_width(text) + 6 > scale.pixels
    return [
        strokes([stroke(x, x, -4, height, drawing.ALARM)], width=2, dash=(6, 3)),
        drawing.words(x - 6 if right else x + 6, 2, text, colour=drawing.ALARM, bold=True,
                      align="right" if right else "left"),
    ]  # fmt: skip


def finish(
    layers: Sequence[Layer], *, name: str, title: Text, below: Text, told: str, frame: Frame,
    language: str,
) -> Chart:  # fmt: skip
    """The chart on its paper, in a language."""
    subtitle = below.in_(language)
    return drawing.finish(
        layers, name=name, title=title.in_(language), subtitle=subtitle,
        description=f"{subtitle}. {told}", frame=frame,
    )  # fmt: skip
