"""The geometry of the budget chart: cumulative use by month against the appropriation.

Pure arithmetic on a canvas of 960 x 370 units; the template writes the SVG.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from multiguna.kernel.terms import Text
from multiguna.ledger.terms import MonthStock
from multiguna.web import amounts, languages

WIDTH, HEIGHT = 960, 370
LEFT, RIGHT, TOP, BOTTOM = 64, 948, 26, 318
_Height: TypeAlias = Callable[[int], int]
BAR_SHARE = 0.62
TICKS_MAX = 6

LAYERS = (
    ("paid", Text(id="Dibayar (SP2D)", en="Paid (SP2D)")),
    ("ordered", Text(id="Diperintahkan (SPP/SPM)", en="Ordered (SPP/SPM)")),
    ("obligations", Text(id="Terverifikasi, belum dibayar", en="Verified, not yet ordered")),
    ("billed", Text(id="Ditagih, belum diverifikasi", en="Billed, not yet verified")),
    ("committed", Text(id="Dijanjikan (surat jaminan)", en="Promised (guarantee letters)")),
)
"""The layers of a bar from the ground up: the surest money first."""


@dataclass(frozen=True, slots=True)
class Block:
    """One coloured part of a bar."""

    layer: str
    x: int
    y: int
    width: int
    height: int
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A horizontal line with its label in the unit of the axis."""

    y: int
    label: str


@dataclass(frozen=True, slots=True)
class MonthLabel:
    """The short name of a month below its bar."""

    x: int
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """The same month in the table beside the chart, in whole rupiah."""

    month: str
    parts: tuple[int, ...]
    used_idr: int
    appropriation_idr: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template draws and lists."""

    blocks: tuple[Block, ...]
    ticks: tuple[Tick, ...]
    months: tuple[MonthLabel, ...]
    ceiling: str
    ceiling_label_y: int
    unit: str
    rows: tuple[Row, ...]


def draw(year: int, stocks: Sequence[MonthStock], *, last_month: int) -> Chart:
    """The chart of a year; months without movement carry the month before, later ones are empty."""
    months = _filled(year, stocks, last_month)
    top = max((max(_used(at), at.appropriation_idr) for _, at in months), default=0)
    step = _tick_step(top)
    ceiling_ticks = max(1, -(-top // step))
    size, unit = amounts.unit_of(step * ceiling_ticks)

    def y(amount_idr: int) -> int:
        return BOTTOM - round((BOTTOM - TOP) * amount_idr / (step * ceiling_ticks))

    slot = (RIGHT - LEFT) / 12
    blocks: list[Block] = []
    line: list[str] = []
    for month, at in months:
        left = LEFT + slot * (month - 1)
        x, width = round(left + slot * (1 - BAR_SHARE) / 2), round(slot * BAR_SHARE)
        blocks += _bar(at, x, width, y)
        height = y(at.appropriation_idr)
        line += [f"{round(left)},{height}", f"{round(left + slot)},{height}"]
    return Chart(
        blocks=tuple(blocks),
        ticks=tuple(
            Tick(y(step * n), amounts.in_unit(step * n, size)) for n in range(ceiling_ticks + 1)
        ),
        months=tuple(
            MonthLabel(round(LEFT + slot * (month - 0.5)), languages.month_name(month, short=True))
            for month in range(1, 13)
        ),
        ceiling=" ".join(line),
        ceiling_label_y=(y(months[0][1].appropriation_idr) if months else TOP) - 7,
        unit=unit,
        rows=tuple(
            Row(f"{year}-{month:02}", _parts(at), _used(at), at.appropriation_idr)
            for month, at in months
        ),
    )


def _bar(at: MonthStock, x: int, width: int, y: _Height) -> list[Block]:
    """The blocks of one month from the ground up."""
    blocks, below = [], 0
    for (layer, name), amount in zip(LAYERS, _parts(at), strict=True):
        top, bottom = y(below + amount), y(below)
        below += amount
        if bottom > top:
            title = f"{name.in_(languages.active())}: {amounts.short_rupiah(amount)}"
            blocks.append(Block(layer, x, top, width, bottom - top, title))
    return blocks


def _filled(
    year: int, stocks: Sequence[MonthStock], last_month: int
) -> list[tuple[int, MonthStock]]:
    """Months 1 to `last_month` with their stock; from the first in which anything moved."""
    known = {stock.month.month: stock for stock in stocks if stock.month.year == year}
    filled: list[tuple[int, MonthStock]] = []
    before = max(
        (stock for stock in stocks if stock.month.year < year),
        key=lambda stock: stock.month,
        default=None,
    )
    for month in range(1, last_month + 1):
        before = known.get(month, before)
        if before is not None:
            filled.append((month, before))
    return filled


def _parts(at: MonthStock) -> tuple[int, ...]:
    return (at.paid_idr, at.ordered_idr, at.obligations_idr, at.billed_idr, at.committed_idr)


def _used(at: MonthStock) -> int:
    return sum(_parts(at))


def _tick_step(top: int) -> int:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that needs at most six steps."""
    power = 1
    while True:
        for tenths in (10, 20, 25, 50):
            step = power * tenths // 10
            if step * TICKS_MAX >= top:
                return max(1, step)
        power *= 10
