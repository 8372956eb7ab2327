"""The replay's arrivals as a plan: how many patients of which care, billed when, for how much.

Every sum is taken on cumulated amounts and then scaled, so that the scaled parts add up to the
scaled whole to the rupiah, whatever the scale.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from multiguna.kernel.money import share
from multiguna.synthetic.casemix import INPATIENT, OUTPATIENT
from multiguna.synthetic.history.published import History, Window


@dataclass(frozen=True, slots=True)
class Block:
    """A month of care or a part of it, both cares together, as published and not scaled.

    Its bills come not before `not_before` and, all of them, by the end of `known_by`.
    """

    starts: date
    until: date
    not_before: date
    known_by: date
    amount_idr: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Patients of one care discharged in a block and what they cost together, scaled.

    `unused` further letters are issued and never billed.
    """

    block: Block
    care: str
    count: int
    amount_idr: int
    unused: int


@dataclass(frozen=True, slots=True)
class _Reached:
    """Patients and cost from the year's first block to the end of one of them, not scaled."""

    inpatients: int
    outpatients: int
    inpatient_idr: int
    amount_idr: int


def cells(history: History, scale: int) -> list[Cell]:
    """The cells of the whole history, each published sum divided by `scale` to the rupiah.

    Amounts are cumulated over a year and rounded down, numbers of patients half up, so that what
    was published for a whole year is met by the year and what was published for a day by that day.
    """
    made: list[Cell] = []
    for year in history.years:
        before = {INPATIENT: (0, 0, 0), OUTPATIENT: (0, 0, 0)}
        year_blocks = blocks(history, year)
        for block, reached in zip(year_blocks, _cumulated(history, year_blocks), strict=True):
            inpatient_idr = reached.inpatient_idr // scale
            for care, patients, amount in (
                (INPATIENT, reached.inpatients, inpatient_idr),
                (OUTPATIENT, reached.outpatients, reached.amount_idr // scale - inpatient_idr),
            ):
                count = (2 * patients + scale) // (2 * scale)
                now = count, amount, share(count, history.assumed.unused_letters_bp)
                more = [b - a for a, b in zip(before[care], now, strict=True)]
                made.append(Cell(block, care, *more))
                before[care] = now
    return made


def blocks(history: History, year: int) -> list[Block]:
    """The blocks of a year: its months, the first bills before them, October in two parts."""
    published, assumed = history.published, history.assumed
    first, made = published.first_bills, []
    if first.starts.year == year:
        opened = first.known_by.replace(day=1)
        made.append(Block(first.starts, first.until, opened, first.known_by, first.amount_idr))
    for number, amount_idr in enumerate(assumed.care_by_month[year], start=1):
        starts, until = date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)
        window = _window(history, starts)
        not_before = max(starts, window.starts)
        cut = assumed.october_first_by
        if starts <= cut < until:
            early = assumed.october_first_idr
            made.append(Block(starts, until, not_before, cut, early))
            amount_idr, not_before = amount_idr - early, cut + timedelta(1)
        made.append(Block(starts, until, not_before, window.by, amount_idr))
    return made


def _window(history: History, day: date) -> Window:
    windows = history.assumed.handing_in.windows
    return next(one for one in windows if one.care_from <= day < one.care_until)


def _cumulated(history: History, year_blocks: list[Block]) -> Iterator[_Reached]:
    """What a year has reached at the end of each block.

    A year whose numbers of patients are published spreads them like the cost. Another one has the
    first bills' cost of a case and the assumed share of inpatients.
    """
    published, assumed = history.published, history.assumed
    year = year_blocks[0].starts.year
    known = published.care.get(year)
    bp = assumed.inpatient_cost_bp[year]
    total = sum(block.amount_idr for block in year_blocks)
    first_idr = published.first_bills.amount_idr
    first = (published.first_inpatients, published.first_outpatients)
    amount = 0
    for number, block in enumerate(year_blocks):
        amount += block.amount_idr
        if known is not None:
            inpatients = known.inpatients * share(amount, bp) // share(total, bp)
            rest = known.outpatients * (amount - share(amount, bp)) // (total - share(total, bp))
            yield _Reached(inpatients, rest, share(amount, bp), amount)
        elif number == 0:
            cost = share(amount, assumed.first_bills_inpatient_cost_bp)
            yield _Reached(*first, cost, amount)
        else:
            cases = (amount - first_idr) * sum(first) // first_idr
            inpatients = share(cases, assumed.inpatients_bp)
            yield _Reached(
                first[0] + inpatients, first[1] + cases - inpatients, share(amount, bp), amount
            )


def billed_by(history: History, day: date) -> int:
    """What is billed of a year's care by the end of a day when all blocks due by then are in.

    Not scaled. Holds on the days that a block's `known_by` names and on year ends.
    """
    year_blocks = blocks(history, day.year)
    return sum(block.amount_idr for block in year_blocks if block.known_by <= day)
