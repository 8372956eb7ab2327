"""Who comes to a hospital, when, where and with what: the sound visits of the synthetic city."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random

from multiguna.synthetic.casemix import (
    BIRTH_FAMILIES,
    INPATIENT_FAMILIES,
    NEWBORN_FAMILIES,
    OUTPATIENT,
    OUTPATIENT_FAMILIES,
    SEVERITY_DAYS,
    SEVERITY_SHARES,
    Family,
)
from multiguna.synthetic.people import WOMAN, YEAR, Person
from multiguna.synthetic.residents import Household
from multiguna.synthetic.stays import Letters, Stay
from multiguna.synthetic.world import Hospital, World

Welfare = dict[str, tuple[int, int | None]]

# How much more often than the mean people of an age come; the first figure is the age not reached.
INPATIENT_BY_AGE = ((1, 2.3), (5, 1.55), (15, 0.72), (25, 0.80), (45, 0.92), (65, 1.55), (999, 2.7))
OUTPATIENT_BY_AGE = ((5, 1.3), (15, 0.7), (25, 0.6), (45, 0.95), (65, 1.65), (999, 2.5))
SEASON = (1.08, 1.10, 1.08, 1.03, 0.98, 0.95, 0.93, 0.92, 0.95, 0.98, 1.0, 1.0)
HIGH_SEASON = 1.9
BIRTHS_A_YEAR = 0.0165
DELIVERY_SHARE, NEWBORN_SHARE = 0.22, 0.06
VISITS_AN_EPISODE = 1.22
APART_DAYS = 60
OWN_CARD_DAYS = 40
"""Before this age a child comes on the mother's card."""
DIES_IN_HOSPITAL = 0.25
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Demand:
    """How often residents come, per 1,000 a year, and how fast that grows.

    The defaults are what the city saw in 2012 (17,380 inpatients and 40,567 outpatients of 1.8
    million). In the first year take-up climbs from `first_month` to twice the year's mean less
    `first_month`; after it the level grows by `growth_bp` basis points a month.
    """

    inpatient_per_1000: float = 9.7
    outpatient_per_1000: float = 22.5
    first_month: float = 0.62
    growth_bp: int = 200

    def level(self, month: int) -> float:
        """Demand in a month of the period (0 = first), as a multiple of the first year's mean."""
        step = (1 - self.first_month) / 5.5
        if month < 12:
            return self.first_month + step * month
        return (self.first_month + step * 11) * (1 + self.growth_bp / 10_000) ** (month - 11)


class Hospitals:
    """Turns households into stays; shown every household once, in the order of the file."""

    def __init__(
        self, world: World, letters: Letters, *, seed: int, months: list[int], demand: Demand
    ) -> None:
        self._world, self._letters, self._demand = world, letters, demand
        self._rng = Random(f"{seed}:demand")
        self._starts = months
        self._start, self._until = months[0], months[-1]
        self._weights = [
            demand.level(n) * SEASON[date.fromordinal(day).month - 1]
            for n, day in enumerate(months[:-1])
        ]
        self._cuts = list(accumulate(self._weights))
        self._years = self._cuts[-1] / 12
        allowed = set(world.families(self._start)) & set(world.families(self._until))
        self._sets = {
            name: [family for family in families if family in allowed]
            for name, families in (
                ("inpatient", INPATIENT_FAMILIES),
                ("outpatient", OUTPATIENT_FAMILIES),
                ("birth", BIRTH_FAMILIES),
                ("newborn", NEWBORN_FAMILIES),
            )
        }

    def stays(self, household: Household, welfare: Welfare) -> list[Stay]:
        """The sound stays of a household; nobody has two inpatient stays within 60 days."""
        found: list[Stay] = []
        mothers = {person.nik: person for person in household if person.sex == WOMAN}
        for person in household:
            if person.born >= self._start and person.mother_nik in mothers:
                found += self._birth(person, mothers[person.mother_nik], welfare)
        per_head = self._demand.inpatient_per_1000 / 1000 * (1 - DELIVERY_SHARE - NEWBORN_SHARE)
        per_head *= self._years
        episodes = self._demand.outpatient_per_1000 / 1000 / VISITS_AN_EPISODE * self._years
        middle = (self._start + self._until) // 2
        rand = self._rng.random
        for person in household:
            age = (middle - person.born) / YEAR
            if rand() < per_head * by_age(INPATIENT_BY_AGE, age):
                found += self._admission(person, welfare, found)
            if rand() < episodes * by_age(OUTPATIENT_BY_AGE, age):
                found += self._episode(person, welfare, found)
        return found

    def _birth(self, baby: Person, mother: Person, welfare: Welfare) -> list[Stay]:
        """The mother's delivery and, less often, the newborn's own stay on her card."""
        level = self._weights[self._month(baby.born)] * self._demand.inpatient_per_1000 / 1000
        delivers = self._rng.random() < level * DELIVERY_SHARE / BIRTHS_A_YEAR
        treated = self._rng.random() < level * NEWBORN_SHARE / BIRTHS_A_YEAR
        stays: list[Stay] = []
        if delivers:
            stays += self._stay("birth", mother, baby.born, welfare)
        if treated:
            place = stays[0] if stays else None
            stays += self._stay("newborn", baby, baby.born, welfare, mother=mother, beside=place)
        return stays

    def _admission(self, person: Person, welfare: Welfare, others: list[Stay]) -> list[Stay]:
        """One inpatient stay at a random time; the last illness of some who die."""
        on = self.a_day()
        last_illness = person.died is not None and self._rng.random() < DIES_IN_HOSPITAL
        if last_illness and person.died is not None:
            on = max(self._start, person.died - 3)
        stays = self._stay("inpatient", person, on, welfare, dies=last_illness)
        return [stay for stay in stays if not too_near(stay, others, APART_DAYS)]

    def _episode(self, person: Person, welfare: Welfare, others: list[Stay]) -> list[Stay]:
        """One outpatient visit, or for the chronically ill one every four weeks."""
        first = self._stay("outpatient", person, self._workday(self.a_day()), welfare)
        if not first or too_near(first[0], others, 5):
            return []
        visits = 1 + int(self._rng.random() * first[0].family.visits)
        found = first
        for n in range(1, visits):
            on = self._workday(first[0].admission + 28 * n)
            if on >= self._until or not self.covered(person, on, on, welfare):
                break
            again = first[0].moved(
                admission=on,
                discharge=on,
                letter_on=on,
                letter_no=self._letters.number(first[0].hospital, on),
            )
            if not too_near(again, others, 5):
                found = [*found, again]
        return found

    def _stay(
        self,
        kind: str,
        person: Person,
        on: int,
        welfare: Welfare,
        *,
        mother: Person | None = None,
        beside: Stay | None = None,
        dies: bool = False,
    ) -> list[Stay]:
        """A stay that begins on a day, or nothing when the person is not covered throughout."""
        stay = self.illness(
            kind, person, on, mother=mother, at=beside.hospital if beside else None, dies=dies
        )
        if stay is None:
            return []
        card = mother or person
        fits = self.covered(card, stay.letter_on, stay.discharge, welfare, dies=dies)
        return [stay] if fits else []

    def illness(
        self,
        kind: str,
        person: Person,
        on: int,
        *,
        mother: Person | None = None,
        at: Hospital | None = None,
        dies: bool = False,
        letter_on: int | None = None,
    ) -> Stay | None:
        """A stay of a kind (inpatient, outpatient, birth, newborn) for a person, covered or not.

        None when no family of the case-mix fits or no hospital has an agreement and a rate.
        """
        rand = self._rng.random
        family = self._family(kind, person, on)
        if family is not None and at is None:
            at = self._world.hospital(district_of(mother or person), family.place, rand())
        if family is None or at is None or not self._world.agreed(at, on):
            return None
        severity = self._severity(self._world.severities(at, family, on))
        if not severity:
            return None
        days = self._days(family, severity)
        if dies and person.died is not None:
            days = person.died - on + 1
            severity = severity if days > self._world.days("severity_los_min", on) else "I"
        emergency = dies or rand() < family.emergency
        if letter_on is None:
            letter_on = on if emergency or mother else max(self._start, on - int(rand() * 4))
        return Stay(
            letter_no=self._letters.number(at, letter_on),
            letter_on=letter_on,
            hospital=at,
            person=person,
            family=family,
            severity=severity,
            diagnosis=family.diagnoses[int(rand() * len(family.diagnoses))],
            secondary=family.secondary if severity in ("II", "III") else (),
            admission=on,
            discharge=on + days - 1,
            emergency=emergency,
            mother=mother,
            ended_in_death=dies,
        )

    def _family(self, kind: str, person: Person, on: int) -> Family | None:
        """A family of the case-mix that fits age, sex and season."""
        age, month = int((on - person.born) / YEAR), date.fromordinal(on).month
        fitting = [
            (family, family.weight * (HIGH_SEASON if month in family.months else 1))
            for family in self._sets[kind]
            if family.ages[0] <= age <= family.ages[1] and family.sex in (0, person.sex)
        ]
        if not fitting:
            return None
        cuts = list(accumulate(weight for _, weight in fitting))
        return fitting[bisect(cuts, self._rng.random() * cuts[-1])][0]

    def _severity(self, known: list[str]) -> str:
        """A severity among those with a rate; outpatient families know only 0."""
        weights = [SEVERITY_SHARES.get(severity, 1.0) for severity in known]
        cuts = list(accumulate(weights))
        return known[bisect(cuts, self._rng.random() * cuts[-1])] if known else ""

    def _days(self, family: Family, severity: str) -> int:
        """Days of a stay: one in a clinic; else about the usual length, longer when severe."""
        if family.care == OUTPATIENT:
            return 1
        shortest, usual, longest = family.days
        u, cut = self._rng.random(), (usual - shortest) / max(1, longest - shortest)
        if u < cut:
            days = shortest + ((u * (longest - shortest) * (usual - shortest)) ** 0.5)
        else:
            days = longest - (((1 - u) * (longest - shortest) * (longest - usual)) ** 0.5)
        least = self._world.days("severity_los_min", self._start) if severity == "III" else 0
        return max(least + 1, int(days + 0.5) + SEVERITY_DAYS[severity])

    def covered(
        self, card: Person, first: int, last: int, welfare: Welfare, *, dies: bool = False
    ) -> bool:
        """Whether the card's holder is covered from letter to discharge, with days to spare."""
        stage = self._world.stage(first)
        if stage is None or first < self._start or last >= self._until + 40:
            return False
        for condition in stage.conditions:
            if condition.kind == "welfare":
                since, until = welfare.get(card.nik, (last, first))
                if since > first or (until is not None and until <= last):
                    return False
        waits = max(
            (self._world.days(c.days_min, first) for c in stage.conditions if c.days_min), default=0
        )
        if card.born > first - OWN_CARD_DAYS:
            return False
        if card.arrived is not None and card.arrived + waits + 2 > first:
            return False
        if card.left is not None and card.left <= last + 2:
            return False
        return card.died is None or card.died > last + 2 or (dies and card.died == last)

    def a_day(self) -> int:
        """A day of the period, more likely where demand is high."""
        month = min(bisect(self._cuts, self._rng.random() * self._cuts[-1]), len(self._cuts) - 1)
        first, after = self._starts[month], self._starts[month + 1]
        return first + int(self._rng.random() * (after - first))

    def _workday(self, on: int) -> int:
        """The day itself, or the Monday after a Sunday: clinics are closed on Sundays."""
        return on + 1 if date.fromordinal(on).weekday() == SUNDAY and on + 1 < self._until else on

    def _month(self, on: int) -> int:
        return max(0, min(bisect(self._starts, on) - 1, len(self._weights) - 1))


def district_of(person: Person) -> str:
    """The Kemendagri code of the kecamatan a person lives in."""
    return person.village.rpartition(".")[0]


def by_age(table: tuple[tuple[int, float], ...], age: float) -> float:
    """How much more often than the mean people of an age come."""
    return next(factor for below, factor in table if age < below)


def too_near(stay: Stay, others: list[Stay], days: int) -> bool:
    """Whether another stay of the same patient lies within so many days."""
    return any(
        other.person.nik == stay.person.nik
        and other.admission - days <= stay.discharge
        and stay.admission <= other.discharge + days
        for other in others
    )
