"""Lives a city's past through the public actions and holds it against what was published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from multiguna.kernel.db import transaction
from multiguna.kernel.terms import system
from multiguna.ledger.queries import stock, total
from multiguna.ledger.terms import LineStock
from multiguna.planning.queries import outlook
from multiguna.planning.terms import Outlook
from multiguna.synthetic.casemix import INPATIENT
from multiguna.synthetic.history.books import Books
from multiguna.synthetic.history.calendar import Paying
from multiguna.synthetic.history.published import History
from multiguna.synthetic.history.ringing import Rung, rung
from multiguna.synthetic.life import Life, Say, live

BILLED = """
SELECT c.care, date_trunc('month', c.discharge_date)::date, b.received_on, count(*),
       sum(c.billed_idr)::bigint, coalesce(sum(a.approved_idr), 0)::bigint
FROM claims_claim c
JOIN claims_batch b ON b.region = c.region AND b.batch_id = c.batch_id
LEFT JOIN claims_adjudication a ON a.region = c.region AND a.claim_id = c.claim_id
WHERE c.region = %s
GROUP BY 1, 2, 3 ORDER BY 3, 2, 1
"""


@dataclass(frozen=True, slots=True)
class Billed:
    """Claims of one care, discharged in a month and received on a day, and what became of them."""

    care: str
    month: date
    received_on: date
    claims: int
    billed_idr: int
    approved_idr: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A published figure, what it is at the scale, and what the replay came to by a day."""

    what: str
    on: date
    published: int
    scaled: int
    replayed: int

    @property
    def met(self) -> bool:
        """Whether the replay came to it: to the rupiah, or to one where two roundings meet."""
        return abs(self.replayed - self.scaled) <= 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What a treasurer saw at the end of a day: the year's stock, its outlook, the bills alone."""

    on: date
    stock: LineStock
    known_by_bills_idr: int
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Replay:
    """A past that was lived: the city's life, its books, and how it compares with the press."""

    life: Life
    books: Books
    compared: tuple[Compared, ...]
    alarms: tuple[Rung, ...]
    seen: tuple[Seen, ...]
    month_ends: tuple[Seen, ...]


def replay(
    city: Path, reports: Path, *, history: History, scale: int, region: str, watch_every: int = 1,
    say: Say = lambda *_: None,
) -> Replay:  # fmt: skip
    """Live the files of a history day by day and compare what came of it with the press.

    Everything is done by the public actions on their own days; of later days the database knows
    only what the register of residents says. The books are looked at on every day, the alarms are
    judged on every day or on every so many-th (`watch_every`).
    """
    rhythm = Paying.of(history, scale, watch_every=watch_every)
    books = Books(region, history)
    life = live(
        city, reports, region=region, rhythm=rhythm, until=history.until,
        each_day=books.look, say=say,
    )  # fmt: skip
    books.compare_with_later()
    by = system(region)
    with transaction(by) as cursor:
        billed = [Billed(*row) for row in cursor.execute(BILLED, [region]).fetchall()]

        def on_day(day: date) -> LineStock:
            return total(stock(cursor, by, year=day.year, on=day))

        compared = [
            *_care(history, scale, billed),
            *_first_bills(history, scale, billed),
            *_money(history, scale, on_day),
        ]

        def look(day: date) -> Seen:
            line = on_day(day)
            return Seen(day, line, _known(line), outlook(cursor, by, on=day))

        return Replay(
            life,
            books,
            tuple(compared),
            tuple(rung(cursor, by, starts=history.starts, until=history.until)),
            tuple(look(day) for day in days_to_see(history)),
            tuple(look(day) for day in history.days if (day + timedelta(1)).day == 1),
        )


def days_to_see(history: History) -> tuple[date, date, date]:
    """The days of the story: the first bills, midyear, the published debt."""
    first, debt = history.published.first_bills.known_by, history.published.unpaid[0].on
    return first, date(first.year, 6, 30), debt


def _known(line: LineStock) -> int:
    """What the bills alone show: handed in by hospitals, whatever became of them since."""
    return line.used_idr - line.committed_idr


def _care(history: History, scale: int, billed: Sequence[Billed]) -> Iterator[Compared]:
    """Patients of each published year, and what their care came to."""
    for year, known in sorted(history.published.care.items()):
        mine = [one for one in billed if one.month.year == year]
        end = date(year, 12, 31)
        yield from _patients(
            "care", end, mine, (known.inpatients, known.outpatients), known.amount_idr, scale
        )


def _first_bills(history: History, scale: int, billed: Sequence[Billed]) -> Iterator[Compared]:
    published = history.published
    first, bills = published.first_bills, published.bills
    mine = [b for b in billed if b.month >= first.starts and b.received_on <= first.known_by]
    numbers = (published.first_inpatients, published.first_outpatients)
    yield from _patients("first_bills", first.known_by, mine, numbers, first.amount_idr, scale)
    known = sum(
        one.billed_idr
        for one in billed
        if bills.starts <= one.month < bills.until and one.received_on <= bills.known_by
    )
    yield _compared("bills_idr", bills.known_by, bills.amount_idr, known, scale)


def _patients(
    what: str, on: date, mine: Sequence[Billed], numbers: tuple[int, int], amount_idr: int,
    scale: int,
) -> Iterator[Compared]:  # fmt: skip
    for name, number, inpatient in zip(
        ("inpatients", "outpatients"), numbers, (True, False), strict=True
    ):
        came = sum(one.claims for one in mine if (one.care == INPATIENT) is inpatient)
        rounded = (2 * number + scale) // (2 * scale)
        yield Compared(f"{what}_{name}", on, number, rounded, came)
    yield _compared(f"{what}_idr", on, amount_idr, sum(one.approved_idr for one in mine), scale)


def _money(history: History, scale: int, on_day: Callable[[date], LineStock]) -> Iterator[Compared]:
    """Budgets, payments and debts on the published days, as the ledger has them."""
    published = history.published
    for year in history.years:
        end = date(year, 12, 31)
        made = on_day(end).appropriation_idr
        yield _compared("appropriation_idr", end, published.budget(year), made, scale)
    for point in published.paid:
        yield _compared("paid_idr", point.on, point.amount_idr, on_day(point.on).paid_idr, scale)
    for point in published.unpaid:
        line = on_day(point.on)
        unpaid = _known(line) - line.paid_idr
        yield _compared("unpaid_idr", point.on, point.amount_idr, unpaid, scale)
    last = on_day(published.bills.known_by)
    verified = last.obligations_idr + last.ordered_idr
    yield _compared(
        "verified_unpaid_idr", published.bills.known_by, published.verified_unpaid_idr, verified,
        scale,
    )  # fmt: skip


def _compared(what: str, on: date, published: int, replayed: int, scale: int) -> Compared:
    return Compared(what, on, published, published // scale, replayed)
