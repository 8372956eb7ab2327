"""The replay's calendar: on which days hospitals hand in files, and how much is paid by when."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from multiguna.kernel.money import BASIS_POINTS
from multiguna.synthetic.history.cells import Block, billed_by
from multiguna.synthetic.history.published import HandingIn, History
from multiguna.synthetic.world import Hospital

SPREAD = 7
"""Odd, so that hospitals with neighbouring codes hand in on different days."""


class Filing:
    """Knows on which days each hospital hands in its file."""

    def __init__(self, history: History) -> None:
        self._handing_in = history.assumed.handing_in
        self._days: dict[str, list[int]] = {}
        self._history = history

    def file_path(self, hospital: Hospital, billed: int) -> str:
        """Where the file handed in on a day (an ordinal) stands below the city's folder."""
        day = date.fromordinal(billed)
        return f"claims/{day:%Y-%m}/P.{day:%Y%m%d}_{hospital.code}.txt"

    def day(self, hospital: Hospital, discharge: int, block: Block, rng: Random) -> int | None:
        """The day on which a claim is handed in, or None when no file fits the block.

        The first file after the claim is ready; a claim that would come after the block's
        `known_by` stands in the last file before it.
        """
        days = self._of(hospital)
        earliest = max(discharge, block.not_before.toordinal())
        ready = max(discharge + self._ready_after(rng), earliest)
        found, last = bisect_left(days, ready), bisect_right(days, block.known_by.toordinal()) - 1
        if found > last:
            found = last
        return days[found] if found >= 0 and days[found] >= earliest else None

    def _ready_after(self, rng: Random) -> int:
        """Days from discharge until a claim is coded and ready to be handed in."""
        handing_in, u = self._handing_in, rng.random() * BASIS_POINTS
        if u < handing_in.soon_bp:
            return 1 + int(rng.random() * handing_in.soon_days)
        longest = (
            handing_in.late_days
            if u >= BASIS_POINTS - handing_in.late_bp
            else handing_in.month_days
        )
        return handing_in.soon_days + int(rng.random() * (longest - handing_in.soon_days))

    def _of(self, hospital: Hospital) -> list[int]:
        if hospital.code not in self._days:
            self._days[hospital.code] = _hand_in_days(self._history, self._handing_in, hospital)
        return self._days[hospital.code]


def _hand_in_days(history: History, handing_in: HandingIn, hospital: Hospital) -> list[int]:
    """The hand-in days of a hospital, ordinals in order, some months beyond the last year."""
    width = handing_in.last_day - handing_in.first_day + 1
    own = handing_in.first_day + int(hospital.code[-2:], 36) * SPREAD % width
    years = [*history.years, history.until.year]
    days = [date(year, month, own) for year in years for month in range(1, 13)]
    return sorted(day.toordinal() for day in {*days, *handing_in.closings})


@dataclass(frozen=True, slots=True)
class Paying:
    """The rhythm of a replayed office: when it decides and pays, and how much by then.

    `points` are days and cumulated amounts of the year they lie in; between two of them a straight
    line holds, except in the pause, in which nothing is paid.
    """

    day: int
    points: tuple[tuple[date, int], ...]
    pause: tuple[date, date]
    watch_every: int = 1

    @classmethod
    def of(cls, history: History, scale: int, *, watch_every: int = 1) -> Paying:
        """The calendar of a history: debt and payments as published, scaled.

        What was paid by the day of a published debt is what was billed by then less the debt.
        """
        published, assumed = history.published, history.assumed
        paid = {point.on: point.amount_idr for point in published.paid}
        for debt in published.unpaid:
            paid.setdefault(debt.on, billed_by(history, debt.on) - debt.amount_idr)
        points = [(assumed.slow_from, 0), *sorted(paid.items())]
        return cls(
            assumed.payment_day,
            tuple((on, idr // scale) for on, idr in points),
            assumed.pause,
            watch_every,
        )

    def decides_on(self, day: date) -> bool:
        """Whether the verifier decides on a day: the fixed one, and a year's last."""
        return day.day == self.day or (day + timedelta(1)).year > day.year

    ends_month_on = decides_on

    def watches_on(self, day: date) -> bool:
        """Whether the alarms are judged on a day: on each, or on every so many-th."""
        return day.toordinal() % self.watch_every == 0

    def pays_on(self, day: date) -> bool:
        """Whether the treasurer pays on a day: the fixed one, a year's last, or one in the news."""
        if self.pause[0] <= day < self.pause[1]:
            return False
        return self.decides_on(day) or day in dict(self.points[1:])

    def limit_idr(self, day: date) -> int | None:
        """How much of the year's bills may be paid by the end of a day; None means no limit."""
        points = self.points
        if day.year != points[0][0].year:
            return None
        after = bisect_left([on for on, _ in points], day)
        if after == 0:
            return 0
        if after == len(points):
            return points[-1][1]
        (first, low), (last, high) = points[after - 1], points[after]
        return low + (high - low) * (day - first).days // (last - first).days
