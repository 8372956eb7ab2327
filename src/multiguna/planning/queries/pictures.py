"""The charts of one fiscal year: use against plan, outlook, stock by month, arrears.

Each is drawn from facts that were read before, and its title is the finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import altair as alt

from multiguna.kernel.money import quotient, share
from multiguna.kernel.saying import day, short_rupiah
from multiguna.kernel.terms import Text
from multiguna.ledger.terms import DayStock
from multiguna.planning.queries import drawing, marks
from multiguna.planning.queries.drawing import Chart, Layer, Row, milliseconds
from multiguna.planning.queries.marks import Label, Plot, each_day, in_short
from multiguna.planning.terms import FanPoint, Outlook

LAYERS = (
    ("paid_idr", Text("Dibayar", "Paid")),
    ("ordered_idr", Text("Diperintahkan", "Ordered")),
    ("obligations_idr", Text("Terverifikasi", "Verified")),
    ("billed_idr", Text("Ditagih", "Billed")),
    ("committed_idr", Text("Dijanjikan", "Promised")),
)
"""The parts of a bar from the ground up: the surest money first."""


def burn(days: Sequence[DayStock], *, year: int, on: date, language: str, width: int) -> Chart:
    """What is used and paid day by day, against the appropriation at an even pace."""
    stocks = each_day(days, year=year, on=on)
    now, last = stocks[-1], min(on, date(year, 12, 31))
    title = _burn_title(now, last, share(now.appropriation_idr, _year_bp(last)))
    top = max(1, now.used_idr, *(stock.appropriation_idr for stock in stocks))
    labels: list[Label] = [
        (colour, amount, f"{text.in_(language)} {in_short(amount, top, language)}")
        for colour, amount, text in (
            (drawing.USED, now.used_idr, Text("Terpakai", "Used")),
            (drawing.PAID, now.paid_idr, Text("Dibayar", "Paid")),
        )
    ]
    at = marks.plot(year, on, language, top, width, labels=[text for _, _, text in labels])
    pace: list[Row] = [
        {"on": milliseconds(date(year, 1, 1)), "amount": 0},
        {"on": milliseconds(date(year + 1, 1, 1)), "amount": now.appropriation_idr},
    ]
    layers: list[Layer] = [
        marks.line(at, pace, drawing.PLAN, width=2, dash=(5, 4), steps=False),
        *marks.ceiling(at, stocks),
        marks.line(at, marks.daily(stocks, year, "paid_idr"), drawing.PAID),
        marks.line(at, marks.daily(stocks, year, "used_idr"), drawing.USED),
        *marks.end_labels(at, labels),
        *_pace_name(at, now),
    ]  # fmt: skip
    below = Text(
        f"{drawing.unit_words(top, 'id')} sejak 1 Januari {year}; terpakai: dijanjikan sampai "
        "dibayar; garis putus: pagu dengan laju rata",
        f"{drawing.unit_words(top, 'en')} since 1 January {year}; used: promised to paid; "
        "dashed: the budget at an even pace",
    )
    return _finish("burn", title, below, layers, now, at)


def _pace_name(at: Plot, now: DayStock) -> list[Layer]:
    """The dashed line's name below its end, where there is room."""
    if at.frame.narrow or now.appropriation_idr == 0:
        return []
    name = Text("laju rata", "even pace").in_(at.language)
    start_bp = 10_000 * (at.frame.plot - drawing.text_width(name)) // at.frame.plot
    y = at.down(share(now.appropriation_idr, start_bp)) + 10
    return [drawing.words(at.frame.plot, y, name, colour=drawing.PLAN, align="right")]


def _year_bp(last: date) -> int:
    """The share of a year that is over at the end of a day."""
    first, after = date(last.year, 1, 1), date(last.year + 1, 1, 1)
    return 10_000 * ((last - first).days + 1) // (after - first).days


def _burn_title(now: DayStock, last: date, pace_idr: int) -> Text:
    ahead = now.used_idr - pace_idr
    if now.appropriation_idr == 0:
        return Text(
            f"Belum ada pagu; sampai {day(last, 'id')} terpakai {short_rupiah(now.used_idr, 'id')}",
            f"No budget yet; by {day(last, 'en')} {short_rupiah(now.used_idr, 'en')} is used",
        )
    return Text(
        f"Sampai {day(last, 'id')} terpakai {short_rupiah(now.used_idr, 'id')}: "
        f"{short_rupiah(abs(ahead), 'id')} {'di atas' if ahead > 0 else 'di bawah'} laju pagu",
        f"By {day(last, 'en')} {short_rupiah(now.used_idr, 'en')} is used: "
        f"{short_rupiah(abs(ahead), 'en')} {'above' if ahead > 0 else 'below'} the budget's pace",
    )


def fan(days: Sequence[DayStock], seen: Outlook, *, language: str, width: int) -> Chart:
    """What is used so far, and what it will come to by the year's end: eight paths of ten."""
    year, points = seen.year, seen.fan
    stocks = each_day(days, year=year, on=seen.on)
    now = stocks[-1]
    high = points[-1].p90_idr if points else 0
    top = max(1, high, now.used_idr, *(stock.appropriation_idr for stock in stocks))
    label = _end_words(points[-1], top, language) if points else []
    at = marks.plot(
        year, seen.on, language, top, width, labels=label, labels_on=date(year, 12, 31), height=320
    )
    band: list[Row] = [
        {"on": milliseconds(p.on), "amount": p.p10_idr, "high": p.p90_idr} for p in points
    ]
    path: list[Row] = [{"on": milliseconds(p.on), "amount": p.p50_idr} for p in points]
    layers: list[Layer] = [
        alt.Chart(drawing.rows(band)).mark_area(color=drawing.BAND).encode(**at.axes, y2="high:Q"),
        marks.line(at, path, drawing.USED, width=2, dash=(6, 4), steps=False),
        *marks.ceiling(at, stocks),
        marks.line(at, marks.daily(stocks, year, "used_idr"), drawing.USED),
        *marks.upright(at, at.last, day(at.last, language)),
        *_run_out_marks(at, seen),
    ]
    if points:
        layers.append(
            drawing.words(
                at.frame.plot + 6, max(8, at.down(points[-1].p50_idr)), "\n".join(label),
                colour=drawing.USED, bold=True,
            )
        )  # fmt: skip
    below = Text(
        f"{drawing.unit_words(top, 'id')} sejak 1 Januari {year}, dengan perawatan yang belum "
        "ditagih; bidang hijau: 8 dari 10 kemungkinan",
        f"{drawing.unit_words(top, 'en')} since 1 January {year}, with care not billed yet; "
        "the green band: 8 of 10 cases",
    )
    return _finish("fan", _fan_title(seen), below, layers, now, at)


def _end_words(end: FanPoint, top: int, language: str) -> list[str]:
    low, middle, high = (
        in_short(amount, top, language) for amount in (end.p10_idr, end.p50_idr, end.p90_idr)
    )
    return [middle, f"({low}–{high})"]


def _fan_title(seen: Outlook) -> Text:
    run_out = seen.appropriation
    if run_out is None:
        return Text(
            "Belum cukup janji untuk memperkirakan akhir tahun",
            "Too few promises yet to foresee the year's end",
        )
    over = seen.fan[-1].p50_idr - run_out.limit_idr
    if seen.fan[0].p50_idr >= run_out.limit_idr:
        return Text(
            f"Pagu sudah terlampaui; akhir tahun kurang {short_rupiah(over, 'id')}",
            f"The budget is used up; {short_rupiah(over, 'en')} will be short at the year's end",
        )
    if run_out.p50 is None:
        chance = quotient(run_out.chance_to_reach_bp, 100)
        return Text(
            f"Pagu cukup sampai akhir tahun dalam {chance} dari 100 kemungkinan",
            f"The budget lasts to the year's end in {chance} of 100 cases",
        )
    first, last = run_out.p10 or run_out.p50, run_out.p90
    between = Text(
        f"{day(first, 'id', year=False)}–"
        f"{day(last, 'id', year=False) if last else 'sesudah akhir tahun'}",
        f"{day(first, 'en', year=False)}–"
        f"{day(last, 'en', year=False) if last else 'after the year'}",
    )
    return Text(
        f"Pagu habis sekitar {day(run_out.p50, 'id')} ({between.id}); akhir tahun kurang "
        f"{short_rupiah(over, 'id')}",
        f"The budget runs out about {day(run_out.p50, 'en')} ({between.en}); "
        f"{short_rupiah(over, 'en')} short at the year's end",
    )


def _run_out_marks(at: Plot, seen: Outlook) -> list[Layer]:
    """The day the money ends, with the period in which it does in eight paths of ten."""
    run_out = seen.appropriation
    if run_out is None or run_out.p50 is None or seen.fan[0].p50_idr >= run_out.limit_idr:
        return []
    since, until = run_out.p10 or run_out.p50, run_out.p90 or date(at.year, 12, 31)
    return [
        marks.span(at, since, until, run_out.limit_idr, drawing.ALARM),
        marks.dot(at, run_out.p50, run_out.limit_idr, drawing.ALARM, hollow=True),
        drawing.words(
            at.across(run_out.p50) + 4, at.down(run_out.limit_idr) + 15,
            day(run_out.p50, at.language, year=False), colour=drawing.ALARM, bold=True,
        ),
    ]  # fmt: skip


def arrears(days: Sequence[DayStock], *, year: int, on: date, language: str, width: int) -> Chart:
    """What was promised beyond the appropriation, day by day."""
    stocks = each_day(days, year=year, on=on)
    now, top = stocks[-1], max(1, *(stock.arrears_idr for stock in stocks))
    label = in_short(now.arrears_idr, top, language)
    at = marks.plot(year, on, language, top, width, labels=[label], height=220)
    rows = _from_first(marks.daily(stocks, year, "arrears_idr"))
    area = alt.Chart(drawing.rows(rows)).mark_area(
        color=drawing.ALARM_WASH, interpolate="step-after"
    )
    layers: list[Layer] = [area.encode(**at.axes), marks.line(at, rows, drawing.ALARM)]
    if top > 1:
        layers += marks.end_labels(at, [(drawing.ALARM, now.arrears_idr, label)])
    below = Text(
        f"{drawing.unit_words(top, 'id')} yang dijanjikan melampaui pagu {year}".strip(),
        f"{drawing.unit_words(top, 'en')} promised beyond the budget of {year}".strip(),
    )
    return _finish("arrears", _arrears_title(stocks, at), below, layers, now, at)


def _from_first(rows: list[Row]) -> list[Row]:
    """The rows from the day before the first amount: the long nothing before it is not drawn."""
    first = next((n for n, row in enumerate(rows) if row["amount"]), len(rows))
    return rows[max(0, first - 1) :]


def _arrears_title(stocks: Sequence[DayStock], at: Plot) -> Text:
    first, now = date(at.year, 1, 1), stocks[-1]
    open_days = [number for number, stock in enumerate(stocks) if stock.arrears_idr > 0]
    if not open_days:
        return Text(
            f"Tidak ada tunggakan sampai {day(at.last, 'id')}",
            f"No arrears up to {day(at.last, 'en')}",
        )
    since = first + timedelta(days=open_days[0])
    if now.arrears_idr == 0:
        return Text(
            f"Tunggakan sejak {day(since, 'id')} sudah tertutup",
            f"The arrears since {day(since, 'en')} are covered now",
        )
    return Text(
        f"Sejak {day(since, 'id')} janji melampaui pagu; kini "
        f"{short_rupiah(now.arrears_idr, 'id')} tanpa anggaran",
        f"Since {day(since, 'en')} promises exceed the budget; now "
        f"{short_rupiah(now.arrears_idr, 'en')} has no budget",
    )


def stock(days: Sequence[DayStock], *, year: int, on: date, language: str, width: int) -> Chart:
    """Where the used money stands at each month's end: promised to paid."""
    stocks = each_day(days, year=year, on=on)
    ends, now = _month_ends(stocks, year), stocks[-1]
    top = max(1, *(max(at.used_idr, at.appropriation_idr) for _, at in ends))
    labels, below = [], 0
    for (name, text), colour in zip(LAYERS, drawing.STOCK_COLOURS, strict=True):
        amount = getattr(now, name)
        if amount > 0:
            words = f"{text.in_(language)} {in_short(amount, top, language)}"
            labels.append((_legible(colour), below + amount // 2, words))
        below += amount
    month_after = date(year + (ends[-1][0] == 12), ends[-1][0] % 12 + 1, 1)
    texts = [words for _, _, words in labels]
    at = marks.plot(year, on, language, top, width, labels=texts, labels_on=month_after)
    frame, last = at.frame, at.last
    layers: list[Layer] = [
        _bars(ends, at),
        *marks.ceiling(at, stocks, until=month_after),
        *marks.beside(at, labels, frame.plot * ends[-1][0] // 12 + 4),
    ]
    under = Text(
        f"{drawing.unit_words(top, 'id')}, kumulatif pada akhir bulan; terakhir {day(last, 'id')}",
        f"{drawing.unit_words(top, 'en')}, cumulative at month ends; last {day(last, 'en')}",
    )
    return _finish("stock", _stock_title(now), under, layers, now, at)


def _legible(colour: str) -> str:
    """Text in the two lightest colours would be too pale to read."""
    return drawing.PLAN if colour in drawing.STOCK_COLOURS[-2:] else colour


def _stock_title(now: DayStock) -> Text:
    unpaid = now.used_idr - now.paid_idr
    return Text(
        f"Dari {short_rupiah(now.used_idr, 'id')} yang terpakai, {short_rupiah(unpaid, 'id')} "
        "belum dibayar",
        f"Of {short_rupiah(now.used_idr, 'en')} used, {short_rupiah(unpaid, 'en')} is not paid yet",
    )


def _month_ends(stocks: Sequence[DayStock], year: int) -> list[tuple[int, DayStock]]:
    """The last known stock of each month, up to the month of the last day."""
    first = date(year, 1, 1)
    ends = {(first + timedelta(days=n)).month: stock for n, stock in enumerate(stocks)}
    return sorted(ends.items())


def _bars(ends: Sequence[tuple[int, DayStock]], at: Plot) -> alt.Chart:
    """One bar a month in the middle of its part of the year, stacked from the ground up."""
    bars: list[Row] = []
    for month, stock_then in ends:
        below = 0
        middle = milliseconds(date(at.year, month, 16))
        for name, _ in LAYERS:
            amount = getattr(stock_then, name)
            bars.append({"on": middle, "part": name, "low": below, "amount": below + amount})
            below += amount
    colours = alt.Scale(domain=[name for name, _ in LAYERS], range=list(drawing.STOCK_COLOURS))
    drawn: alt.Chart = (
        alt.Chart(drawing.rows(bars))
        .mark_bar(stroke="#ffffff", strokeWidth=1, width=at.frame.plot * 66 // 1200)
        .encode(**at.axes, y2="low:Q", color=alt.Color("part:N", legend=None, scale=colours))
    )
    return drawn


def _finish(
    name: str, title: Text, below: Text, layers: Sequence[Layer], now: DayStock, at: Plot
) -> Chart:
    language = at.language
    told = "; ".join(
        f"{text.in_(language)} {short_rupiah(getattr(now, field), language)}"
        for field, text in (
            ("appropriation_idr", Text("Pagu", "Budget")), *LAYERS,
            ("arrears_idr", Text("Tunggakan", "Arrears")),
        )
    )  # fmt: skip
    return drawing.finish(
        layers, name=name, title=title.in_(language), subtitle=below.in_(language),
        description=f"{below.in_(language)}. {day(at.last, language)}: {told}.", frame=at.frame,
    )  # fmt: skip
