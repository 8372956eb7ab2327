"""Plants abuse and errors in stays: each kind triggers the one rule that its catalogue entry names.

A fault that shows only in the text of a row (a sum, a date, a payer) is named here and written by
`spoiling`; one that needs another time, place or letter is made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random

from multiguna.synthetic.billing import Billing
from multiguna.synthetic.casemix import (
    BIRTH_FAMILIES,
    NOT_AGREED,
    OUTPATIENT_FAMILIES,
    SEVERITY_DAYS,
)
from multiguna.synthetic.demand import Hospitals, district_of
from multiguna.synthetic.people import MAN, YEAR, Person
from multiguna.synthetic.planting import CLAIM_FAULTS, ROW_DEFECTS, ROW_QUIRKS, Kind, Shares
from multiguna.synthetic.spoiling import SPOILERS
from multiguna.synthetic.stays import Letters, Stay
from multiguna.synthetic.world import Hospital, World

Fault = Callable[[Stay], list[Stay] | None]
POOL = 4000


@dataclass(slots=True)
class Pools:
    """People kept aside for planting: who left, died or came in the period, and the healthy."""

    left: list[Person] = field(default_factory=list)
    died: list[Person] = field(default_factory=list)
    came: list[Person] = field(default_factory=list)
    healthy: list[Person] = field(default_factory=list)

    def add(self, person: Person, start: int, until: int) -> None:
        """Keeps a person without stays, unless that pool is full."""
        settled = person.arrived is None or person.arrived < start - 200
        pool = None
        if person.left is not None:
            pool = self.left if settled and start + 10 < person.left < until - 20 else None
        elif person.died is not None:
            pool = self.died if settled and start + 10 < person.died < until - 20 else None
        elif person.arrived is not None and person.arrived > start + 10:
            pool = self.came
        elif settled and person.born < start - 18 * YEAR:
            pool = self.healthy
        if pool is not None and len(pool) < POOL:
            pool.append(person)


class Faults:
    """Chooses hosts among the sound stays and puts planted ones in or beside them."""

    def __init__(
        self,
        *,
        world: World,
        hospitals: Hospitals,
        letters: Letters,
        billing: Billing,
        pools: Pools,
        rng: Random,
    ) -> None:
        self._world, self._hospitals, self._letters = world, hospitals, letters
        self._billing, self._pools, self._rng = billing, pools, rng
        self._by_host: dict[str, Fault] = {
            "claim_twice_other_sep": self._twice,
            "stay_overlapping": self._overlapping,
            "outpatient_during_stay": self._during,
            "readmitted_within_days": self._readmitted,
            "no_letter": self._without_letter,
            "letter_run_out": self._run_out,
            "billed_too_late": self._late,
            "rate_not_agreed": self._not_agreed,
            "class_upgraded": self._upgraded,
            "service_left_out": self._left_out,
            "package_exceeded": self._above_package,
            "charges_below_rate": self._below_rate,
            "childbirth_of_a_man": self._man_in_labour,
            "severe_for_one_day": self._severe,
            "upcoding": self._upcoded,
            "prolonged_stay": self._prolonged,
        }
        self._by_pool: dict[str, Callable[[], Stay | None]] = {
            "moved_out_before_care": self._gone,
            "care_after_death": self._dead,
            "phantom_billing": self._phantom,
        }

    def plant(self, stays: list[Stay], shares: Shares) -> list[Stay]:
        """The stays with faults in them; one of each kind first, then the second, and so on.

        A host is a billed stay of somebody with no other stay. At most `shares.most_bp` of the
        claims carry anything.
        """
        hosts = self._hosts(stays)
        claims = sum(stay.billed is not None for stay in stays)
        room = claims * shares.most_bp // 10_000
        changed: dict[str, list[Stay]] = {}
        extra: list[Stay] = []
        for kind in _rounds(shares, claims):
            if len(changed) + len(extra) >= room:
                break
            if kind.name in self._by_pool:
                stay = self._by_pool[kind.name]()
                extra += [replace(stay, planted=kind.name)] if stay is not None else []
                continue
            for index, host in enumerate(hosts):
                made = self._made(kind.name, host)
                if made is not None:
                    changed[host.letter_no] = made
                    del hosts[index]
                    break
        return [
            planted for stay in stays for planted in changed.get(stay.letter_no, [stay])
        ] + extra

    def _made(self, kind: str, host: Stay) -> list[Stay] | None:
        """What stands in the host's place, the planted one last; None if it cannot be."""
        if kind in self._by_host:
            made = self._by_host[kind](host)
        else:
            made = [host] if SPOILERS[kind].fits(host) else None
        if made is None or any(stay.billed is None for stay in made):
            return None
        return [*made[:-1], replace(made[-1], planted=kind)]

    def _hosts(self, stays: list[Stay]) -> list[Stay]:
        """Billed stays of people who have one stay only, no births, in random order."""
        times: dict[str, int] = {}
        for stay in stays:
            for nik in (stay.person.nik, stay.mother.nik if stay.mother else ""):
                times[nik] = times.get(nik, 0) + 1
        hosts = [
            stay
            for stay in stays
            if stay.billed is not None
            and stay.mother is None
            and times[stay.person.nik] == 1
            and stay.family.stem[0] not in "OP"
            and not stay.ended_in_death
        ]
        for n in range(len(hosts) - 1, 0, -1):
            other = int(self._rng.random() * (n + 1))
            hosts[n], hosts[other] = hosts[other], hosts[n]
        return hosts

    def _covered_until(self, host: Stay, last: int) -> bool:
        """Whether the host's person is still there on a later day."""
        person = host.person
        return (person.left is None or person.left > last + 2) and (
            person.died is None or person.died > last + 2
        )

    def _another(self, host: Stay) -> Hospital | None:
        """Another hospital with an agreement on the host's days."""
        for _ in range(20):
            found = self._world.hospital(district_of(host.person), "any", self._rng.random())
            if (
                found is not None
                and found.code != host.hospital.code
                and self._world.agreed(found, host.admission)
            ):
                return found
        return None

    def _twice(self, host: Stay) -> list[Stay] | None:
        """The same care billed once more, a month later, under a second letter."""
        number = self._letters.number(host.hospital, host.letter_on)
        return self._billed_after(host, replace(host, letter_no=number))

    def _billed_after(self, host: Stay, second: Stay) -> list[Stay] | None:
        """The host's bill and, a month later, the second: what is received later is at fault."""
        assert host.billed is not None, "hosts are billed"
        later = host.billed + 1
        if later >= self._billing.months or not self._billing.in_time(second, later):
            return None
        return [host, replace(second, billed=later)]

    def _overlapping(self, host: Stay) -> list[Stay] | None:
        other = self._another(host)
        if not host.inpatient or host.los < 3 or other is None:
            return None
        if host.severity not in self._world.severities(other, host.family, host.admission):
            return None
        again = replace(
            host.moved(
                admission=host.admission + 1,
                discharge=host.discharge + 2,
                letter_on=host.admission + 1,
                letter_no=self._letters.number(other, host.admission + 1),
            ),
            hospital=other,
        )
        fits = host.family.place != "large" and self._covered_until(host, again.discharge)
        return self._billed_after(host, again) if fits else None

    def _during(self, host: Stay) -> list[Stay] | None:
        other = self._another(host)
        family = OUTPATIENT_FAMILIES[0]
        if not host.inpatient or host.los < 4 or other is None:
            return None
        on = host.admission + 2
        known = self._world.severities(other, family, on)
        if not known:
            return None
        visit = replace(
            host,
            hospital=other,
            family=family,
            severity=known[0],
            diagnosis=family.diagnoses[0],
            secondary=(),
            admission=on,
            discharge=on,
            letter_on=on,
            letter_no=self._letters.number(other, on),
            emergency=False,
        )
        return self._billed_after(host, visit)

    def _readmitted(self, host: Stay) -> list[Stay] | None:
        within = self._world.days("readmission_days", host.discharge)
        if not host.inpatient or within < 6:
            return None
        on = host.discharge + 4 + int(self._rng.random() * min(12, within - 5))
        again = host.moved(
            admission=on,
            discharge=on + host.los - 1,
            letter_on=on,
            letter_no=self._letters.number(host.hospital, on),
        )
        fits = self._covered_until(host, again.discharge)
        return self._billed_after(host, again) if fits else None

    def _without_letter(self, host: Stay) -> list[Stay] | None:
        return [replace(host, in_visits=False)]

    def _run_out(self, host: Stay) -> list[Stay] | None:
        days = self._world.days(f"letter_days_{host.family.care}", host.admission)
        letter_on = host.admission - days - 10 - int(self._rng.random() * 10)
        arrived = host.person.arrived
        if self._billing.month_of(letter_on) is None or host.person.born > letter_on - 30:
            return None
        if arrived is not None and arrived > letter_on - 400:
            return None
        if self._world.stage(letter_on) != self._world.stage(host.admission):
            return None
        number = self._letters.number(host.hospital, letter_on)
        return [replace(host, letter_on=letter_on, letter_no=number, emergency=False)]

    def _late(self, host: Stay) -> list[Stay] | None:
        month = self._billing.too_late(host)
        return None if month is None else [replace(host, billed=month)]

    def _not_agreed(self, host: Stay) -> list[Stay] | None:
        age = (host.admission - host.person.born) / YEAR
        if not host.inpatient or age < NOT_AGREED.ages[0]:
            return None
        diagnosis = NOT_AGREED.diagnoses[0]
        return [replace(host, family=NOT_AGREED, severity="I", diagnosis=diagnosis, secondary=())]

    def _upgraded(self, host: Stay) -> list[Stay] | None:
        care_class = 1 if self._rng.random() < 0.5 else 2
        if not host.inpatient:
            return None
        rate = self._world.rate(host.hospital, host.code, care_class, host.admission)
        return None if rate is None else [replace(host, care_class=care_class)]

    def _left_out(self, host: Stay) -> list[Stay] | None:
        left_out = self._world.left_out(host.hospital, host.admission)
        return None if left_out is None or not host.inpatient else [host]

    def _above_package(self, host: Stay) -> list[Stay] | None:
        package = self._world.package(host.hospital, host.admission)
        return None if package is None or not host.inpatient else [host]

    def _below_rate(self, host: Stay) -> list[Stay] | None:
        lesser = self._world.pays_charges_if_less(host.hospital, host.admission)
        rate = self._world.rate(host.hospital, host.code, host.care_class, host.admission)
        return [host] if lesser and rate else None

    def _man_in_labour(self, host: Stay) -> list[Stay] | None:
        family = BIRTH_FAMILIES[0]
        age = (host.admission - host.person.born) / YEAR
        if not host.inpatient or host.person.sex != MAN or not 18 <= age <= 45:
            return None
        if "I" not in self._world.severities(host.hospital, family, host.admission):
            return None
        diagnosis = family.diagnoses[0]
        return [replace(host, family=family, severity="I", diagnosis=diagnosis, secondary=())]

    def _severe(self, host: Stay) -> list[Stay] | None:
        if not host.inpatient or self._world.days("severity_los_min", host.admission) < 2:
            return None
        if "III" not in self._world.severities(host.hospital, host.family, host.admission):
            return None
        secondary = host.family.secondary
        stay = replace(host, severity="III", secondary=secondary, discharge=host.admission)
        return [self._billing.bill(replace(stay, billed=None))]

    def _upcoded(self, host: Stay) -> list[Stay] | None:
        known = self._world.severities(host.hospital, host.family, host.admission)
        if host.severity != "I" or "II" not in known:
            return None
        return [replace(host, severity="II", secondary=host.family.secondary)]

    def _prolonged(self, host: Stay) -> list[Stay] | None:
        if not host.inpatient or not self._covered_until(host, host.discharge + 4):
            return None
        longer = replace(host, discharge=host.discharge + SEVERITY_DAYS["III"], billed=None)
        return [self._billing.bill(longer)]

    def _from(self, pool: list[Person]) -> Person | None:
        """Takes a random person out of a pool: nobody is used twice."""
        return pool.pop(int(self._rng.random() * len(pool))) if pool else None

    def _gone(self) -> Stay | None:
        person = self._from(self._pools.left)
        if person is None or person.left is None:
            return None
        stay = self._hospitals.illness(
            "inpatient", person, person.left + 2, letter_on=person.left - 2
        )
        return self._billing.bill(stay) if stay is not None else None

    def _dead(self) -> Stay | None:
        person = self._from(self._pools.died)
        if person is None or person.died is None:
            return None
        stay = self._hospitals.illness(
            "inpatient", person, person.died + 2, letter_on=person.died - 2
        )
        return self._billing.bill(stay) if stay is not None else None

    def _phantom(self) -> Stay | None:
        person = self._from(self._pools.healthy)
        if person is None:
            return None
        on = self._hospitals.a_day()
        kind = "inpatient" if self._rng.random() < 0.4 else "outpatient"
        stay = self._hospitals.illness(kind, person, on, letter_on=on)
        if stay is None or not self._covered_until(stay, stay.discharge):
            return None
        return self._billing.bill(stay)


def _rounds(shares: Shares, claims: int) -> Iterator[Kind]:
    """The kinds of claims and rows to plant, one of each, then again for those with more."""
    counts = (
        *((kind, shares.count(shares.fault_bp, claims)) for kind in CLAIM_FAULTS),
        *((kind, shares.count(shares.row_bp, claims)) for kind in ROW_DEFECTS),
        *((kind, shares.count(shares.quirk_bp, claims)) for kind in ROW_QUIRKS),
    )
    for turn in range(max((count for _, count in counts), default=0)):
        yield from (kind for kind, count in counts if turn < count)
