"""Columns with their ranges: years, months, quarters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from multiguna.kernel.terms import Text
from multiguna.planning.queries import drawing
from multiguna.planning.queries.drawing import Chart, Frame, Layer, Row
from multiguna.planning.queries.memo import marks
from multiguna.planning.queries.memo.marks import Scale
from multiguna.planning.rules.frontier_words import between, percent_rounded
from multiguna.planning.terms.forecast import Spread

FILLED_PERCENT = 62
MANY = 10
"""So many columns have no room for their amounts; the axis has to do."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its distribution, and the chance that it exceeds the budget."""

    name: str
    cost: Spread
    over_bp: int | None


def columns(
    items: Sequence[Column], *, name: str, title: Text, what: Text, budget: int | None,
    language: str, width: int,
) -> Chart:  # fmt: skip
    """The middle case as a column, eight of ten as a darker band, nine of ten as a line."""
    frame = marks.upright(width, left=48, bottom=44)
    top = max(1, budget or 0, *(one.cost.q95_idr for one in items))
    scale = Scale(top + top // 12, frame.height, language)
    step = frame.plot // len(items)
    boxes: list[Row] = []
    strokes: list[Row] = []
    layers: list[Layer] = []
    for at, one in enumerate(items):
        middle, half = at * step + step // 2, step * FILLED_PERCENT // 200
        y = frame.height - scale.at(one.cost.q50_idr)
        boxes.append(marks.box(middle - half, middle + half, y, frame.height, drawing.BAND))
        strokes += marks.tall_whisker(
            scale, one.cost.q05_idr, one.cost.q95_idr, middle, frame.height
        )
        layers += _names(one, at, middle, y, frame, scale, len(items))
    if budget is not None:
        layers = [*_level(budget, scale, frame), *layers]
    below = Text(
        f"{scale.unit} {what.id}; kolom: kemungkinan tengah; {marks.RANGE.id}",
        f"{scale.unit} {what.en}; column: the middle case; {marks.RANGE.en}",
    )
    told = "; ".join(
        f"{one.name}: {between(one.cost.q05_idr, one.cost.q95_idr, language)}" for one in items
    )
    return marks.finish(
        [*marks.level_lines(scale, frame), drawing.boxes(boxes), marks.strokes(strokes), *layers],
        name=name, title=title, below=below, told=f"{told}.", frame=frame, language=language,
    )  # fmt: skip


def _names(
    one: Column, at: int, middle: int, y: int, frame: Frame, scale: Scale, many: int
) -> list[Layer]:
    """The column's name below it, its middle case above it, its chance under the name."""
    crowded = frame.narrow and many > 6
    if crowded and at % (3 if many > 8 else 2):
        return []
    names: list[Layer] = [
        drawing.words(middle, frame.height + 14, one.name, colour=drawing.SOFT, align="center")
    ]
    if many < MANY and not crowded:
        names.append(drawing.words(middle - 5, y - 9, scale.said(one.cost.q50_idr), bold=True,
                                   align="right"))  # fmt: skip
    if one.over_bp is not None:
        chance = percent_rounded(one.over_bp, scale.language)
        names.append(drawing.words(middle, frame.height + 30, chance, colour=drawing.ALARM,
                                   bold=True, align="center"))  # fmt: skip
    return names


def _level(budget: int, scale: Scale, frame: Frame) -> list[Layer]:
    y = frame.height - scale.at(budget)
    text = f"{Text('Pagu', 'Budget').in_(scale.language)} {scale.said(budget)}"
    return [
        marks.strokes([marks.stroke(0, frame.plot, y, y, drawing.ALARM)], width=2, dash=(6, 3)),
        drawing.words(2, y - 9, text, colour=drawing.ALARM, bold=True),
    ]
