"""Invented residents in households, made one household at a time so that memory stays flat.

Ages follow the census of Kota Tangerang (2010 and 2020): about a quarter below 15, three to four
in a hundred 65 and older, 3.8 people a household. Every NIK and family card number starts with
367199: district 99 does not exist.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from random import Random
from typing import NamedTuple

from multiguna.programme.terms import VillageRow
from multiguna.synthetic import names

IMPOSSIBLE_DISTRICT = "367199"
OLDEST = date(1905, 1, 1).toordinal()
NEWEST = date(2060, 12, 31).toordinal()

HEAD, HUSBAND, WIFE, CHILD, GRANDCHILD, PARENT, PARENT_IN_LAW, RELATIVE = 1, 2, 3, 4, 6, 7, 8, 9
SINGLE, MARRIED, DIVORCED, WIDOWED = 1, 2, 3, 4
MAN, WOMAN = 1, 2


class Person(NamedTuple):
    """One invented resident. Dates are proleptic ordinals; None means that it never happened."""

    nik: str
    kk: str
    name: str
    sex: int
    birthplace: str
    born: int
    address: str
    rt: int
    rw: int
    village: str
    relation: int
    marital: int
    ektp: int
    mother_nik: str
    arrived: int | None
    left: int | None
    died: int | None


class _Calendar:
    """Day texts of a century and a half, written once: dates are half the cost of a resident."""

    def __init__(self) -> None:
        days = [date.fromordinal(n) for n in range(OLDEST, NEWEST + 1)]
        self.iso = [day.isoformat() for day in days]
        self.man = [f"{day.day:02}{day.month:02}{day.year % 100:02}" for day in days]
        self.woman = [f"{day.day + 40}{day.month:02}{day.year % 100:02}" for day in days]


CALENDAR = _Calendar()


def iso(day: int | None) -> str:
    """The ISO text of an ordinal day; empty for None."""
    return "" if day is None else CALENDAR.iso[day - OLDEST]


class Numbers:
    """Hands out unique NIKs and family card numbers in the impossible district."""

    def __init__(self) -> None:
        self._people: dict[str, int] = {}
        self._cards: dict[str, int] = {}

    def nik(self, born: int, sex: int) -> str:
        """The next NIK of a birth day; the day of a woman carries +40."""
        key = (CALENDAR.woman if sex == WOMAN else CALENDAR.man)[born - OLDEST]
        serial = self._people[key] = self._people.get(key, 0) + 1
        assert serial <= 9999, "more than 9,999 people of one sex on one birth day"
        return f"{IMPOSSIBLE_DISTRICT}{key}{serial:04}"

    def kk(self, registered: int) -> str:
        """The next family card number of a registration day."""
        key = CALENDAR.man[registered - OLDEST]
        serial = self._cards[key] = self._cards.get(key, 0) + 1
        assert serial <= 9999, "more than 9,999 family cards on one day"
        return f"{IMPOSSIBLE_DISTRICT}{key}{serial:04}"


# Approximate residents of the kecamatan of Kota Tangerang (census 2010); the districts of another
# pack count equally.
DISTRICT_PEOPLE = {
    "36.71.01": 152_000,
    "36.71.02": 120_000,
    "36.71.03": 90_381,
    "36.71.04": 83_942,
    "36.71.05": 214_369,
    "36.71.06": 147_000,
    "36.71.07": 169_674,
    "36.71.08": 129_000,
    "36.71.09": 142_000,
    "36.71.10": 103_500,
    "36.71.11": 160_000,
    "36.71.12": 118_500,
    "36.71.13": 169_473,
}
# Age bands of household heads: (youngest age, width, weight).
HEAD_AGES = (
    (20, 5, 6), (25, 5, 15), (30, 5, 18), (35, 5, 16), (40, 5, 13), (45, 5, 10),
    (50, 5, 8), (55, 5, 6), (60, 5, 4), (65, 5, 2.6), (70, 10, 2.3), (80, 8, 0.6),
)  # fmt: skip
YEAR = 365.25
DEATHS_A_YEAR = (
    (1, 0.015),
    (5, 0.0015),
    (40, 0.0012),
    (55, 0.006),
    (65, 0.017),
    (75, 0.042),
    (200, 0.10),
)
MOVED_OUT_A_YEAR = 0.025
MOVED_IN_A_YEAR = 0.030
MOVED_IN_EARLIER = 0.22


def village_cuts(villages: Sequence[VillageRow]) -> list[float]:
    """Cumulated shares of the villages: a kecamatan's people, spread evenly over its kelurahan."""
    count: dict[str, int] = {}
    for village in villages:
        count[village.district_code] = count.get(village.district_code, 0) + 1
    mean = sum(DISTRICT_PEOPLE.values()) / len(DISTRICT_PEOPLE)
    weights = [
        DISTRICT_PEOPLE.get(v.district_code, mean) / count[v.district_code] for v in villages
    ]
    total = sum(weights)
    return list(accumulate(weight / total for weight in weights))


class Town:
    """Makes households; the same seed and arguments make the same households."""

    def __init__(
        self, *, seed: int, villages: Sequence[VillageRow], start: date, until: date
    ) -> None:
        self.rng = Random(f"{seed}:people")
        self.numbers = Numbers()
        self.start, self.until = start.toordinal(), until.toordinal()
        self._years = (self.until - self.start) / YEAR
        self._villages = [village.village_code for village in villages]
        self._cuts = village_cuts(villages)
        self._head_cuts = list(accumulate(band[2] for band in HEAD_AGES))
        self._place_cuts = list(accumulate(weight for _, weight in names.BIRTHPLACES))
        self._men = [f"{a} {b}" for a in names.MEN for b in names.SECOND_MEN]
        self._women = [f"{a} {b}" for a in names.WOMEN for b in names.SECOND_WOMEN]

    def households(self, residents: int) -> Iterator[list[Person]]:
        """Yields households until exactly `residents` people exist; the last one is cut short."""
        made = 0
        while made < residents:
            household = self._household()[: residents - made]
            made += len(household)
            yield household

    def _household(self) -> list[Person]:
        """One household: who lives there, where, since when, and what befell it in the period."""
        rand, until = self.rng.random, self.until
        members = self._members()
        kk = self.numbers.kk(until - 200 - int(rand() * 5200))
        village = self._villages[min(bisect(self._cuts, rand()), len(self._villages) - 1)]
        address = f"JL {names.STREETS[int(rand() * len(names.STREETS))]} NO {1 + int(rand() * 180)}"
        rt, rw = 1 + int(rand() * 9), 1 + int(rand() * 14)
        arrived, left = self._moves()
        people: list[Person] = []
        mother = ""
        for relation, sex, age, marital in members:
            born = until - 1 - int((age + rand()) * YEAR)
            died = self._death(born, age)
            nik = self.numbers.nik(born, sex)
            if sex == WOMAN and relation in (HEAD, WIFE):
                mother = nik
            pool = self._women if sex == WOMAN else self._men
            place = (
                names.BIRTHPLACES[bisect(self._place_cuts, rand() * 100)][0]
                if age > 14
                else "TANGERANG"
            )
            here = arrived if arrived is not None and arrived > born else None
            gone = (
                left if left is not None and born < left and (died is None or died > left) else None
            )
            people.append(
                Person(
                    nik=nik,
                    kk=kk,
                    name=pool[int(rand() * len(pool))],
                    sex=sex,
                    birthplace=place,
                    born=born,
                    address=address,
                    rt=rt,
                    rw=rw,
                    village=village,
                    relation=relation,
                    marital=marital,
                    ektp=1 if age >= 17 else 0,
                    mother_nik=mother if relation == CHILD else "",
                    arrived=here,
                    left=gone,
                    died=None if gone is not None else died,
                )
            )
        return people

    def _members(self) -> list[tuple[int, int, int, int]]:
        """(relation, sex, age at the end of the period, marital status) of each, head first."""
        rand = self.rng.random
        low, width, _ = HEAD_AGES[
            min(bisect(self._head_cuts, rand() * self._head_cuts[-1]), len(HEAD_AGES) - 1)
        ]
        age = low + int(rand() * width)
        if rand() < 0.12:
            widowed = age > 45 and rand() < 0.7
            members = [(HEAD, WOMAN, age, WIDOWED if widowed else DIVORCED if age > 28 else SINGLE)]
            mother_age = age if age > 28 else 0
        else:
            married = rand() < (
                0.55 if age < 25 else 0.82 if age < 30 else 0.94 if age < 60 else 0.78
            )
            members = [(HEAD, MAN, age, MARRIED if married else SINGLE if age < 45 else WIDOWED)]
            mother_age = max(18, age - int(rand() * 8)) if married else 0
            if married:
                members.append((WIFE, WOMAN, mother_age, MARRIED))
        if mother_age:
            self._add_children(members, mother_age)
        self._add_kin(members, age)
        return members

    def _add_children(self, members: list[tuple[int, int, int, int]], mother_age: int) -> None:
        """Children still at home, eldest first, born to a mother of 19 to 42."""
        rand = self.rng.random
        at_birth = 19 + int(rand() * 11)
        wanted = 2 + int(rand() * 2.15) + (1 if mother_age > 45 and rand() < 0.5 else 0)
        for _ in range(wanted):
            age = mother_age - at_birth
            if age < 0 or at_birth > 42:
                return
            if age < 20 or rand() < (0.62 if age < 27 else 0.25 if age < 35 else 0.08):
                members.append((CHILD, MAN if rand() < 0.513 else WOMAN, age, SINGLE))
            at_birth += 2 + int(rand() * 5)

    def _add_kin(self, members: list[tuple[int, int, int, int]], head_age: int) -> None:
        """A parent or parent-in-law, and young relatives who came to the city for work."""
        rand = self.rng.random
        if head_age < 55 and rand() < 0.12:
            sex = MAN if rand() < 0.3 else WOMAN
            members.append(
                (
                    PARENT if rand() < 0.6 else PARENT_IN_LAW,
                    sex,
                    min(head_age + 21 + int(rand() * 12), 94),
                    WIDOWED,
                )
            )
        while rand() < 0.29 and len(members) < 9:
            members.append(
                (RELATIVE, MAN if rand() < 0.62 else WOMAN, 17 + int(rand() ** 1.5 * 22), SINGLE)
            )

    def _moves(self) -> tuple[int | None, int | None]:
        """When a household came to the city and when it left; both may be None."""
        u, span = self.rng.random(), self.until - self.start
        moved_in = MOVED_IN_A_YEAR * self._years
        if u < moved_in:
            return self.start + int(u / moved_in * span), None
        u -= moved_in
        arrived = None
        if u < MOVED_IN_EARLIER:
            arrived = self.start - 400 - int(u / MOVED_IN_EARLIER * 7000)
        v = self.rng.random()
        moved_out = MOVED_OUT_A_YEAR * self._years
        return arrived, self.start + int(v / moved_out * span) if v < moved_out else None

    def _death(self, born: int, age: int) -> int | None:
        """The day of a death in the period, by the yearly risk of the age; None for most."""
        u = self.rng.random()
        risk = self._years * next(risk for below, risk in DEATHS_A_YEAR if age < below)
        if u >= risk:
            return None
        first = max(self.start, born)
        return first + int(u / risk * (self.until - first))
