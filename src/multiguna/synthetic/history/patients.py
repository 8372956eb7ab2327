"""Who the patients of the replay are: drawn at random, then exchanged until the sums are met.

Each cell gets the illnesses of the case-mix. While the agreed rates of its patients add up to too
little or too much for the published amount, one of them is exchanged for a dearer or a cheaper
one. Hospitals then bill the same share of each rate, a little below it, so that nothing is cut.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import replace
from datetime import date
from random import Random

from multiguna.synthetic.casemix import INPATIENT
from multiguna.synthetic.demand import (
    DELIVERY_SHARE,
    INPATIENT_BY_AGE,
    NEWBORN_SHARE,
    OUTPATIENT_BY_AGE,
    SUNDAY,
    Hospitals,
    by_age,
    too_near,
)
from multiguna.synthetic.history.calendar import Filing
from multiguna.synthetic.history.cells import Cell
from multiguna.synthetic.people import WOMAN, YEAR, Person
from multiguna.synthetic.residents import Household
from multiguna.synthetic.stays import Stay
from multiguna.synthetic.world import World

BELOW_RATE, FAR_BELOW_RATE = 99, 94
"""Hospitals bill between so many hundredths of the agreed rate."""
APART_INPATIENT, APART_OUTPATIENT = 60, 5
LONGEST_STAY = 25
PATIENCE = 3_000
"""Exchanges tried before a cell of very few patients may bill further below the rate."""

Periods = dict[str, tuple[int, int | None]]


class Patients:
    """Draws the stays of cells from the residents, whom `add` shows it first."""

    def __init__(
        self, world: World, hospitals: Hospitals, filing: Filing, *, start: date, rng: Random
    ) -> None:
        self._world, self._hospitals, self._filing, self._rng = world, hospitals, filing, rng
        self._first_day = start.toordinal()
        self._people: list[Person] = []
        self._births: list[tuple[int, Person, Person]] = []
        self._welfare: Periods = {}
        self._stays: dict[str, list[Stay]] = {}
        self._sorted = False

    def add(self, household: Household, periods: Periods) -> None:
        """Take in a household and the days on which its members were listed as poor."""
        self._welfare |= periods
        self._people += household
        mothers = {person.nik: person for person in household if person.sex == WOMAN}
        for person in household:
            if person.mother_nik in mothers:
                self._births.append((person.born, person, mothers[person.mother_nik]))

    def fill(self, cell: Cell) -> list[Stay]:
        """The stays of a cell: those billed, which cost its amount together, and the unused."""
        if not self._sorted:
            self._births.sort(key=lambda birth: birth[0])
            self._sorted = True
        stays = [self._accepted(cell) for _ in range(cell.count)]
        if stays:
            self._exchange(cell, stays)
            stays = self._priced(cell, stays)
        unused = [self._accepted(cell) for _ in range(cell.unused)]
        return stays + [replace(stay, billed=None) for stay in unused]

    def _exchange(self, cell: Cell, stays: list[Stay]) -> None:
        """Exchange patients until the rates of all lie a little above the amount."""
        rates = [self._rate(stay) for stay in stays]
        total, tries = sum(rates), 0
        least, most = (
            cell.amount_idr * 100 // BELOW_RATE + 1,
            cell.amount_idr * 100 // FAR_BELOW_RATE,
        )
        while not least <= total <= most:
            tries += 1
            if tries % PATIENCE == 0:
                most += cell.amount_idr // 10
            new = self._candidate(cell)
            if new is None:
                continue
            at, rate = int(self._rng.random() * len(stays)), self._rate(new)
            then = total + rate - rates[at]
            better = total < then <= most if total < least else least <= then < total
            if better:
                self._forget(stays[at])
                self._keep(new)
                stays[at], rates[at], total = new, rate, then

    def _priced(self, cell: Cell, stays: list[Stay]) -> list[Stay]:
        """The stays with what the hospital bills; to the rupiah the cell's amount together."""
        rates = [self._rate(stay) for stay in stays]
        total = sum(rates)
        bills = [rate * cell.amount_idr // total for rate in rates]
        for number in range(cell.amount_idr - sum(bills)):
            bills[number] += 1
        return [replace(stay, billed_idr=bill) for stay, bill in zip(stays, bills, strict=True)]

    def _rate(self, stay: Stay) -> int:
        rate = self._world.rate(stay.hospital, stay.code, stay.care_class, stay.admission)
        assert rate is not None, "an illness is drawn among those with a rate"
        return rate

    def _accepted(self, cell: Cell) -> Stay:
        while True:
            stay = self._candidate(cell)
            if stay is not None:
                self._keep(stay)
                return stay

    def _keep(self, stay: Stay) -> None:
        self._stays.setdefault(stay.person.nik, []).append(stay)

    def _forget(self, stay: Stay) -> None:
        self._stays[stay.person.nik].remove(stay)

    def _candidate(self, cell: Cell) -> Stay | None:
        """Somebody's stay in a cell, with the day of its file; None when this one does not fit."""
        stay = self._childbirth(cell) if cell.care == INPATIENT else None
        stay = stay or self._illness(cell)
        if stay is None:
            return None
        block, card = cell.block, stay.mother or stay.person
        others = self._stays.get(stay.person.nik, [])
        if (
            not block.starts.toordinal() <= stay.discharge < block.until.toordinal()
            or not self._world.agreed(stay.hospital, stay.letter_on)
            or not self._hospitals.covered(card, stay.letter_on, stay.discharge, self._welfare)
            or self._near(stay, others)
        ):
            return None
        day = self._filing.day(stay.hospital, stay.discharge, block, self._rng)
        return None if day is None else replace(stay, billed=day)

    def _illness(self, cell: Cell) -> Stay | None:
        """An illness of a resident, more likely of an age that comes often."""
        inpatient = cell.care == INPATIENT
        table = INPATIENT_BY_AGE if inpatient else OUTPATIENT_BY_AGE
        on = self._a_day(cell, LONGEST_STAY if inpatient else 0)
        person = self._people[int(self._rng.random() * len(self._people))]
        age = (on - person.born) / YEAR
        if age < 0 or self._rng.random() * table[-1][1] > by_age(table, age):
            return None
        if not inpatient and date.fromordinal(on).weekday() == SUNDAY:
            on += 1
        return self._hospitals.illness(cell.care, person, on)

    def _childbirth(self, cell: Cell) -> Stay | None:
        """A mother's delivery or a newborn's stay, as often as they are among inpatients."""
        u = self._rng.random()
        if u >= DELIVERY_SHARE + NEWBORN_SHARE:
            return None
        first = bisect(self._births, cell.block.starts.toordinal() - 3, key=lambda birth: birth[0])
        after = bisect(self._births, cell.block.until.toordinal() - 1, key=lambda birth: birth[0])
        if first >= after:
            return None
        on, baby, mother = self._births[first + int(self._rng.random() * (after - first))]
        if u < DELIVERY_SHARE:
            return self._hospitals.illness("birth", mother, on)
        beside = next((s for s in self._stays.get(mother.nik, []) if s.admission == on), None)
        at = beside.hospital if beside else None
        return self._hospitals.illness("newborn", baby, on, mother=mother, at=at)

    def _a_day(self, cell: Cell, before: int) -> int:
        """A day on which a stay of the cell may begin, up to `before` days ahead of it."""
        first, until = cell.block.starts.toordinal() - before, cell.block.until.toordinal()
        first = max(first, self._first_day)
        return first + int(self._rng.random() * (until - first))

    @staticmethod
    def _near(stay: Stay, others: list[Stay]) -> bool:
        inpatient = [other for other in others if other.inpatient and stay.inpatient]
        return too_near(stay, inpatient, APART_INPATIENT) or too_near(
            stay, others, APART_OUTPATIENT
        )
