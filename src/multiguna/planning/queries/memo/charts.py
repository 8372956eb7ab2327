"""The charts of a decision memo by name: a year's cost, five years, services, months, drivers."""

from __future__ import annotations

from collections.abc import Sequence

from multiguna.kernel.saying import day, month_name, short_rupiah
from multiguna.kernel.terms import Text
from multiguna.planning.queries import drawing
from multiguna.planning.queries.drawing import Chart, Frame, Layer, Row
from multiguna.planning.queries.memo import marks
from multiguna.planning.queries.memo.columns import Column, columns
from multiguna.planning.queries.memo.frontier import BEYOND, frontier_chart
from multiguna.planning.queries.memo.marks import BAR, Scale
from multiguna.planning.rules.frontier_words import between, percent_rounded
from multiguna.planning.terms.forecast import Driver, Spread
from multiguna.planning.terms.memo import Study, Tally

__all__ = ["WIDTH", "chart", "day"]
WIDTH = 720
DRIVERS_SHOWN = 8
SERVICE_STEP = 40


def chart(study: Study, name: str, *, language: str, width: int = WIDTH) -> Chart:
    """One of a memo's charts, in `id` or `en`, so many pixels wide."""
    match name:
        case "cost":
            return _cost(study, language, width)
        case "services":
            return _services(study, language, width)
        case "drivers":
            return _drivers(study, language, width)
        case "frontier":
            return frontier_chart(study.frontier, language=language, width=width)
    return _by_time(study, name, language, width)


def _cost(study: Study, language: str, width: int) -> Chart:
    """How often the first year costs so much, with the budget."""
    main = study.main
    tally, cost, over = main.tally, main.forecast.years[0].cost, main.forecast.years[0].over_bp
    assert over is not None
    frame = marks.upright(width, left=12, bottom=30)
    near = study.budget_idr < BEYOND * tally.high_idr
    top = max(tally.high_idr, study.budget_idr) if near else tally.high_idr
    scale = Scale(top, frame.plot, language)
    most = max(tally.runs)
    boxes = [
        _part(tally, at, most, scale, frame, study.budget_idr) for at in range(len(tally.runs))
    ]
    median = scale.at(cost.q50_idr)
    layers: list[Layer] = [
        *marks.upward_lines(scale, frame.height), drawing.boxes(boxes),
        marks.strokes([marks.stroke(median, median, 30, frame.height, drawing.INK)], width=2),
        drawing.words(median + 6, 36, f"50 %: {scale.said(cost.q50_idr)}", bold=True),
        *marks.budget_line(scale, study.budget_idr, frame.height),
    ]  # fmt: skip
    year = main.forecast.years[0].year
    parts = [percent_rounded(over, language) for language in ("id", "en")] if over else ["", ""]
    title = Text(
        f"{parts[0] or 'Tidak satu pun'} dari kemungkinan {year} melampaui "
        f"{short_rupiah(study.budget_idr, 'id')}",
        f"{parts[1] or 'None'} of the cases of {year} exceed "
        f"{short_rupiah(study.budget_idr, 'en')}",
    )
    below = Text(
        f"{scale.unit}; tinggi: seberapa sering dari {_counted(study.runs, 'id')} "
        "kemungkinan; merah: melampaui pagu; batang terakhir: semua yang lebih mahal",
        f"{scale.unit}; height: how often among {_counted(study.runs, 'en')} cases; "
        "red: beyond the budget; last bar: all that is dearer",
    )
    told = Text(f"9 dari 10: {between(cost.q05_idr, cost.q95_idr, 'id')}.",
                f"9 of 10: {between(cost.q05_idr, cost.q95_idr, 'en')}.")  # fmt: skip
    return marks.finish(layers, name="cost", title=title, below=below, told=told.in_(language),
                        frame=frame, language=language)  # fmt: skip


def _part(tally: Tally, at: int, most: int, scale: Scale, frame: Frame, budget: int) -> Row:
    whole, parts = tally.high_idr - tally.low_idr, len(tally.runs)
    low, high = (_edge(tally.low_idr, whole, part, parts) for part in (at, at + 1))
    colour = drawing.ALARM if low >= budget else drawing.PAID
    top = frame.height - (frame.height - 44) * tally.runs[at] // most
    return marks.box(
        scale.at(low), max(scale.at(low), scale.at(high) - 1), top, frame.height, colour
    )


def _edge(low: int, whole: int, part: int, parts: int) -> int:
    return low + whole * part // parts


def _by_time(study: Study, name: str, language: str, width: int) -> Chart:
    forecast = study.main.forecast
    first = forecast.years[0]
    if name == "years":
        items = [Column(str(year.year), year.cost, year.over_bp) for year in forecast.years]
        low, high = forecast.years[-1].cost.q05_idr, forecast.years[-1].cost.q95_idr
        last = forecast.years[-1].year
        title = Text(f"Pada {last} biayanya {between(low, high, 'id')}",
                     f"In {last} it costs {between(low, high, 'en')}")  # fmt: skip
        what = Text("setahun; persen: peluang melampaui pagu",
                    "a year; percent: the chance to exceed the budget")  # fmt: skip
        budget: int | None = study.budget_idr
    elif name == "months":
        items = [
            Column(month_name(at + 1, language, short=True), cost, None)
            for at, cost in enumerate(first.months)
        ]
        low, high = first.months[-1].q05_idr, first.months[-1].q95_idr
        title = Text(f"Perawatan Desember {first.year}: {between(low, high, 'id')}",
                     f"Care of December {first.year}: {between(low, high, 'en')}")  # fmt: skip
        what = Text("menurut bulan perawatan", "by month of care")
        budget = None
    else:
        items = [
            Column(f"{one.quarter}/{one.year}", one.cash, None)
            for year in forecast.years[:2]
            for one in year.quarters
        ]
        most = max(first.quarters, key=lambda one: one.cash.q95_idr)
        title = Text(
            f"Kas terbesar {first.year}: triwulan {most.quarter}, sampai "
            f"{short_rupiah(most.cash.q95_idr, 'id')}",
            f"Most cash in {first.year}: quarter {most.quarter}, up to "
            f"{short_rupiah(most.cash.q95_idr, 'en')}",
        )
        what = Text("yang harus dibayar tiap triwulan", "to be paid in each quarter")
        budget = None
    return columns(items, name=name, title=title, what=what, budget=budget, language=language,
                   width=width)  # fmt: skip


def _services(study: Study, language: str, width: int) -> Chart:
    """What each service costs in the first year, with its range and its cases."""
    services = study.main.forecast.years[0].services
    rows = [
        (
            f"{one.service.label.in_(language)} ({_counted(one.cases, language)} "
            f"{Text('kasus', 'cases').in_(language)})",
            one.cost,
        )
        for one in services
    ]
    most = max(services, key=lambda one: one.cost.q50_idr)
    title = Text(f"Terbesar: {most.service.label.id.lower()}, "
                 f"{between(most.cost.q05_idr, most.cost.q95_idr, 'id')}",
                 f"Largest: {most.service.label.en.lower()}, "
                 f"{between(most.cost.q05_idr, most.cost.q95_idr, 'en')}")  # fmt: skip
    top = max(cost.q95_idr for _, cost in rows)
    year = study.main.forecast.years[0].year
    frame = Frame(width, len(rows) * SERVICE_STEP + 8, left=12, right=12, bottom=28)
    scale = Scale(max(1, top), frame.plot - 60, language)
    layers, boxes, strokes = _bars(rows, scale)
    below = Text(f"{scale.unit} pada {year}, kemungkinan tengah; {marks.RANGE.id}",
                 f"{scale.unit} in {year}, the middle case; {marks.RANGE.en}")  # fmt: skip
    told = "; ".join(
        f"{name}: {between(cost.q05_idr, cost.q95_idr, language)}" for name, cost in rows
    )
    return marks.finish(
        [*marks.upward_lines(scale, frame.height), drawing.boxes(boxes), marks.strokes(strokes),
         *layers],
        name="services", title=title, below=below, told=f"{told}.", frame=frame, language=language,
    )  # fmt: skip


def _bars(
    rows: Sequence[tuple[str, Spread]], scale: Scale
) -> tuple[list[Layer], list[Row], list[Row]]:
    layers: list[Layer] = []
    boxes: list[Row] = []
    strokes: list[Row] = []
    for at, (name, cost) in enumerate(rows):
        y = at * SERVICE_STEP + 22
        boxes.append(marks.box(0, max(1, scale.at(cost.q50_idr)), y, y + BAR, drawing.BAND))
        strokes += marks.whisker(scale, cost.q05_idr, cost.q95_idr, y + BAR // 2)
        layers += [
            drawing.words(0, y - 10, name),
            drawing.words(scale.at(cost.q95_idr) + 8, y + BAR // 2, scale.said(cost.q50_idr),
                          bold=True),
        ]  # fmt: skip
    return layers, boxes, strokes


def _drivers(study: Study, language: str, width: int) -> Chart:
    """The cost of all years with each belief at its ends: the strongest on top."""
    shown = study.main.forecast.drivers[:DRIVERS_SHOWN]
    middle = study.main.forecast.whole.q50_idr
    wide = width - 24
    names = [_driver_name(one, wide, language) for one in shown]
    step = 28 + drawing.LINE * max([len(name) for name in names], default=1)
    frame = Frame(width, len(shown) * step + 10, left=12, right=12, bottom=28)
    top = max(1, middle, *(max(one.low_idr, one.high_idr) for one in shown))
    scale = Scale(top, frame.plot - 44, language)
    boxes: list[Row] = []
    layers: list[Layer] = []
    for at, one in enumerate(shown):
        y = (at + 1) * step - 22
        low, high = sorted((one.low_idr, one.high_idr))
        colour = drawing.STOCK_COLOURS[3] if one.is_judgement else drawing.PAID
        boxes.append(marks.box(scale.at(low), scale.at(high), y, y + BAR, colour))
        layers += _driver_words(one, names[at], scale, y)
    years = len(study.main.forecast.years)
    first = shown[0].title if shown else Text("", "")
    title = Text(f"Terkuat: {first.id[:1].lower()}{first.id[1:]}",
                 f"Strongest: {first.en[:1].lower()}{first.en[1:]}")  # fmt: skip
    below = Text(
        f"{scale.unit} untuk {years} tahun bila satu hal di ujung rentangnya, yang lain di tengah; "
        "kuning: anggapan, hijau: dari angka terbitan",
        f"{scale.unit} for {years} years with one thing at the ends of its range, the others in "
        "the middle; yellow: a judgement, green: from published figures",
    )
    told = "; ".join(f"{one.title.in_(language)}: {_ends(one, language)}" for one in shown)
    return marks.finish([*marks.upward_lines(scale, frame.height), drawing.boxes(boxes), *layers],
                        name="drivers", title=title, below=below, told=f"{told}.", frame=frame,
                        language=language)  # fmt: skip


def _ends(one: Driver, language: str) -> str:
    low, high = sorted((one.low_idr, one.high_idr))
    return between(low, high, language)


def _driver_name(one: Driver, wide: int, language: str) -> list[str]:
    """A driver's name in one line or two."""
    judged = Text("anggapan", "judgement").in_(language)
    name = f"{one.title.in_(language)}{f' ({judged})' if one.is_judgement else ''}"
    lines = drawing.lines_of(name, wide, drawing.TEXT_SIZE)
    return lines if len(lines) <= 2 else [lines[0], f"{lines[1]} …"]


def _driver_words(one: Driver, lines: list[str], scale: Scale, y: int) -> list[Layer]:
    low, high = sorted((one.low_idr, one.high_idr))
    start = y - 8 - drawing.LINE * (len(lines) - 1)
    return [
        *(drawing.words(0, start + at * drawing.LINE - 2, line) for at, line in enumerate(lines)),
        drawing.words(scale.at(high) + 6, y + BAR // 2, scale.said(high)),
        drawing.words(scale.at(low) - 6, y + BAR // 2, scale.said(low), align="right"),
    ]


def _counted(cases: int, language: str) -> str:
    return f"{cases:,}" if language == "en" else f"{cases:,}".replace(",", ".")
