"""When a hospital bills: one file a month, handed in during the first days of the next month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from multiguna.synthetic.stays import Stay
from multiguna.synthetic.world import Hospital, World

NEVER, A_MONTH_LATE, TWO_MONTHS_LATE = 0.015, 0.04, 0.015


class Billing:
    """Knows the day on which a hospital hands in the file of a month (0 = first of the period)."""

    def __init__(self, world: World, months: list[int]) -> None:
        self._world, self._starts = world, months
        self.months = len(months) - 1

    def file_day(self, hospital: Hospital, month: int) -> int:
        """The day in the name of the file: the 3rd to the 9th of the month after."""
        return self._starts[month + 1] + 2 + int(hospital.code[-2:], 36) % 7

    def file_path(self, hospital: Hospital, month: int) -> str:
        """Where the file stands below the city's folder."""
        folder = date.fromordinal(self._starts[month])
        day = date.fromordinal(self.file_day(hospital, month))
        return f"claims/{folder:%Y-%m}/P.{day:%Y%m%d}_{hospital.code}.txt"

    def month_of(self, on: int) -> int | None:
        """The month of the period a day lies in; None outside."""
        if not self._starts[0] <= on < self._starts[-1]:
            return None
        return next(n for n in range(self.months) if on < self._starts[n + 1])

    def in_time(self, stay: Stay, month: int) -> bool:
        """Whether the file of a month comes well before the claim's deadline."""
        days = self.file_day(stay.hospital, month) - stay.discharge
        return days <= self._world.deadline_days(stay.hospital, stay.discharge) - 5

    def too_late(self, stay: Stay) -> int | None:
        """The first month whose file comes after the claim's deadline; None when none does."""
        deadline = self._world.deadline_days(stay.hospital, stay.discharge) + 2
        for month in range(self.months):
            if self.file_day(stay.hospital, month) - stay.discharge > deadline:
                return month
        return None

    def bill(self, stay: Stay, u: float = 1.0) -> Stay:
        """The stay with the month of its claim; `u` in [0, 1) draws the late and the forgotten."""
        month = self.month_of(stay.discharge)
        if month is None or u < NEVER:
            return stay
        if u < NEVER + A_MONTH_LATE:
            month += 1
        elif u < NEVER + A_MONTH_LATE + TWO_MONTHS_LATE:
            month += 2
        if month >= self.months or not self.in_time(stay, month):
            return stay
        return replace(stay, billed=month)

    def bill_all(self, stays: list[Stay], rng: Random) -> list[Stay]:
        """All stays, most of them billed in the month of discharge."""
        return [self.bill(stay, rng.random()) for stay in stays]
