"""People whom the desk must refuse: the dead, those who left, another city's card, no card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from multiguna.synthetic.demand import Hospitals
from multiguna.synthetic.faults import Pools
from multiguna.synthetic.people import WOMAN, YEAR, Person
from multiguna.synthetic.planting import DESK_REFUSALS, Shares
from multiguna.synthetic.stays import Stay
from multiguna.synthetic.world import World

OTHER_CITY = "317199"
"""A district of Jakarta that does not exist."""


class Desk:
    """Makes visits that end in a refusal, each with the coverage reason it must give."""

    def __init__(
        self, *, world: World, hospitals: Hospitals, pools: Pools, months: list[int], rng: Random
    ) -> None:
        self._world, self._hospitals, self._pools, self._rng = world, hospitals, pools, rng
        self._start, self._until = months[0], months[-1]
        self._strangers = 0
        self._makers: dict[str, Callable[[], tuple[Person, int, Person | None] | None]] = {
            "desk_moved_out": self._moved_out,
            "desk_died": self._died,
            "desk_not_resident_yet": self._not_yet,
            "desk_other_region_card": self._other_city,
            "desk_not_registered": self._unknown,
            "desk_family_card_mismatch": self._other_family,
            "desk_invalid_identity": self._misread,
            "desk_newborn_window_over": self._late_newborn,
        }

    def refusals(self, shares: Shares, visits: int) -> list[Stay]:
        """Visits to refuse, `desk_bp` of the sound visits of each kind."""
        count = min(shares.count(shares.desk_bp, visits), max(1, visits // 20))
        made: list[Stay] = []
        for kind in DESK_REFUSALS:
            for _ in range(count if shares.desk_bp else 0):
                who = self._makers[kind.name]()
                if who is None:
                    break
                person, on, mother = who
                stay = self._hospitals.illness("outpatient", mother or person, on, letter_on=on)
                if stay is not None:
                    made.append(replace(stay, person=person, mother=mother, planted=kind.name))
        return made

    def _between(self, first: int, after: int) -> int:
        return first + int(self._rng.random() * max(1, after - first))

    def _take(self, pool: list[Person]) -> Person | None:
        return pool.pop(int(self._rng.random() * len(pool))) if pool else None

    def _moved_out(self) -> tuple[Person, int, Person | None] | None:
        person = self._take(self._pools.left)
        if person is None or person.left is None:
            return None
        return person, self._between(person.left + 1, self._until), None

    def _died(self) -> tuple[Person, int, Person | None] | None:
        person = self._take(self._pools.died)
        if person is None or person.died is None:
            return None
        return person, self._between(person.died + 1, self._until), None

    def _not_yet(self) -> tuple[Person, int, Person | None] | None:
        person = self._take(self._pools.came)
        if person is None or person.arrived is None:
            return None
        first = max(self._start, person.born)
        return person, self._between(first, person.arrived - 1), None

    def _other_city(self) -> tuple[Person, int, Person | None] | None:
        person = self._take(self._pools.healthy)
        if person is None:
            return None
        stranger = person._replace(nik=OTHER_CITY + person.nik[6:], kk=OTHER_CITY + person.kk[6:])
        return stranger, self._between(self._start, self._until), None

    def _unknown(self) -> tuple[Person, int, Person | None] | None:
        person = self._take(self._pools.healthy)
        if person is None:
            return None
        self._strangers += 1
        assert self._strangers < 1000, "serials from 9000 on are kept for people not registered"
        serial = 9000 + self._strangers
        return person._replace(nik=f"{person.nik[:12]}{serial}"), self._a_day(), None

    def _other_family(self) -> tuple[Person, int, Person | None] | None:
        person, other = self._take(self._pools.healthy), self._take(self._pools.healthy)
        if person is None or other is None or person.kk == other.kk:
            return None
        return person._replace(kk=other.kk), self._a_day(), None

    def _misread(self) -> tuple[Person, int, Person | None] | None:
        person = self._take(self._pools.healthy)
        return (
            None if person is None else (person._replace(nik=person.nik[:-1]), self._a_day(), None)
        )

    def _late_newborn(self) -> tuple[Person, int, Person | None] | None:
        women = [
            person
            for person in self._pools.healthy
            if person.sex == WOMAN and 20 * YEAR < self._start - person.born < 40 * YEAR
        ]
        mother = self._take(women)
        if mother is None:
            return None
        self._pools.healthy.remove(mother)
        on = self._a_day()
        born = on - self._world.days("newborn_days_max", on) - 45
        return mother._replace(nik="", born=born, name=f"BAYI {mother.name}"), on, mother

    def _a_day(self) -> int:
        return self._between(self._start, self._until)
