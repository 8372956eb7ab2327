"""The frontier drawn: the way from the narrowest cover to the widest, and what each needs."""

from __future__ import annotations

from multiguna.kernel.saying import short_rupiah
from multiguna.kernel.terms import Text
from multiguna.planning.queries import drawing
from multiguna.planning.queries.drawing import Chart, Frame, Layer, Row
from multiguna.planning.queries.memo import marks
from multiguna.planning.queries.memo.marks import BAR, Scale
from multiguna.planning.rules.frontier_words import levers_in_words
from multiguna.planning.terms.frontier import Frontier, Point

GAP, HEAD, ROOM = 12, 18, 3
BEYOND = 2
"""A point that needs so many times the budget runs off the paper, with its amount at the edge."""


def frontier_chart(found: Frontier, *, language: str, width: int) -> Chart:
    """One bar for each point of the path: the budget it needs; what it adds stands above it."""
    ladder = _ladder(found)
    room = width - 24
    lines = [
        drawing.lines_of(text.in_(language), room - 20, drawing.TEXT_SIZE) for _, text in ladder
    ]
    heights = [len(words) * drawing.LINE + ROOM + BAR + GAP for words in lines]
    strip = 34
    frame = Frame(width, HEAD + sum(heights) + strip, left=12, right=12, bottom=28)
    scale = Scale(_top(found), frame.plot - 74, language)
    boxes: list[Row] = []
    strokes: list[Row] = []
    names: list[Layer] = []
    y = HEAD
    for number, ((point, _), words, height) in enumerate(zip(ladder, lines, heights, strict=True)):
        for at, line in enumerate(words):
            said = f"{number + 1}. {line}" if at == 0 else line
            names.append(drawing.words(0 if at == 0 else 14, y + at * drawing.LINE + 6, said))
        foot = y + len(words) * drawing.LINE + ROOM + BAR
        boxes.append(_bar(point, found, scale, foot))
        if point.needed_idr <= scale.top:
            low, high = point.cost.q05_idr, point.cost.q95_idr
            strokes += marks.whisker(scale, low, high, foot - BAR // 2)
        names.append(_amount(point, found, scale, foot - BAR // 2))
        y += height
    dots = [_dot(scale, point, y + 12) for point in found.points if point.needed_idr <= scale.top]
    layers: list[Layer] = [
        *marks.upward_lines(scale, frame.height), drawing.boxes([*boxes, *dots]),
        marks.strokes(strokes), *marks.budget_line(scale, found.budget_idr, frame.height), *names,
        drawing.words(0, y + 26, _dots_name(found).in_(language), colour=drawing.SOFT),
    ]  # fmt: skip
    told = " ".join(
        f"{number + 1}. {text.in_(language)}: {short_rupiah(point.needed_idr, language)}."
        for number, (point, text) in enumerate(ladder)
    )
    return marks.finish(layers, name="frontier", title=_title(found), below=_below(found, scale),
                        told=told, frame=frame, language=language)  # fmt: skip


def _ladder(found: Frontier) -> list[tuple[Point, Text]]:
    """Each point of the path with what it adds to the one before."""
    first = found.path[0].since if found.path else found.points[0]
    return [
        (first, levers_in_words(first.levers)),
        *((step.until, Text(f"+ {step.brings.id}", f"+ {step.brings.en}")) for step in found.path),
    ]


def _top(found: Frontier) -> int:
    shown = [
        max(point.needed_idr, point.cost.q95_idr)
        for point in found.points
        if point.needed_idr <= found.budget_idr * BEYOND
    ]
    return max(found.budget_idr, *shown, 1) if shown else found.points[0].needed_idr


def _bar(point: Point, found: Frontier, scale: Scale, foot: int) -> Row:
    fits = point.needed_idr <= found.budget_idr
    colour = drawing.BAND if fits else drawing.ALARM_WASH
    if point is found.chosen:
        colour = drawing.PAID
    return marks.box(0, max(2, scale.at(point.needed_idr)), foot - BAR, foot, colour)


def _amount(point: Point, found: Frontier, scale: Scale, y: int) -> Layer:
    beyond = point.needed_idr > scale.top
    x = scale.at(max(point.needed_idr, point.cost.q95_idr)) + 8
    return drawing.words(x, y, ("› " if beyond else "") + scale.said(point.needed_idr),
                         bold=point is found.chosen)  # fmt: skip


def _dot(scale: Scale, point: Point, y: int) -> Row:
    x = scale.at(point.needed_idr)
    return marks.box(x - 1, x + 1, y - 6, y + 6, drawing.USED)


def _dots_name(found: Frontier) -> Text:
    return Text(
        f"semua {len(found.points)} titik batas dari {found.tried} gabungan yang dicoba",
        f"all {len(found.points)} points of the frontier, of {found.tried} combinations tried",
    )


def _title(found: Frontier) -> Text:
    money = [short_rupiah(found.budget_idr, language) for language in ("id", "en")]
    if found.chosen is None:
        return Text(f"Dengan {money[0]} tidak ada pilihan yang muat",
                    f"With {money[1]} nothing fits")  # fmt: skip
    said = levers_in_words(found.chosen.levers)
    return Text(f"{money[0]} cukup untuk: {said.id}", f"{money[1]} is enough for: {said.en}")


def _below(found: Frontier, scale: Scale) -> Text:
    return Text(
        f"{scale.unit} yang diperlukan pada {found.first_year} dengan keyakinan "
        f"{found.confidence} %, dari jaminan tersempit ke terluas; {marks.RANGE.id}",
        f"{scale.unit} needed in {found.first_year} at {found.confidence} % confidence, from the "
        f"narrowest cover to the widest; {marks.RANGE.en}",
    )
