"""What the synthetic city takes from the programme pack: hospitals, rates, the law's numbers."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from multiguna.programme.rules import stage_on, value_on
from multiguna.programme.terms import AgreementRow, Pack, Period, ProviderRow, RateRow, Stage
from multiguna.synthetic.casemix import FAMILIES, SEVERITY_SHARES, Family

SIZE = {"A": 6.0, "B": 4.0, "C": 2.0, "D": 1.0}
NEARBY = 7.0
CHOSEN_FOR_BIRTHS = 4.0
LARGEST = ("A", "B")
CLASS_OF_PACKAGES = 3
WOMEN_AND_CHILDREN = "RSIA"
"""Mother-and-child hospitals carry this word in their name; they treat nobody else."""


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital of the pack, as far as the synthetic city needs it."""

    code: str
    name: str
    hospital_class: str
    tariff_code: str
    district: str

    @classmethod
    def of(cls, row: ProviderRow) -> Hospital:
        """The hospital of a row of agreements/providers.csv."""
        district = row.village_code.rpartition(".")[0]
        return cls(row.provider_code, row.name, row.provider_class, row.tariff_code, district)

    def takes(self, place: str) -> bool:
        """Whether it treats a family of this `place`."""
        if place == "large":
            return self.hospital_class in LARGEST and not self.women_only
        return place == "women" or not self.women_only

    @property
    def women_only(self) -> bool:
        """Whether it is a mother-and-child hospital."""
        return self.name.startswith(WOMEN_AND_CHILDREN)


class World:
    """Answers what the pack says on a day; ordinals are days."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.hospitals = [Hospital.of(row) for row in pack.providers]
        self._rates: dict[tuple[str, str, int], list[tuple[int, int, int]]] = {}
        self._packages: dict[str, list[RateRow]] = {}
        for rate in pack.rates:
            if rate.code_system == "package":
                self._packages.setdefault(rate.provider_code, []).append(rate)
            if rate.code_system != "inacbg":
                continue
            until = rate.until.toordinal() if rate.until else date.max.toordinal()
            self._rates.setdefault((rate.provider_code, rate.code, rate.care_class), []).append(
                (rate.starts.toordinal(), until, rate.amount_idr)
            )
        self._agreements = {
            hospital.code: [
                (a.starts.toordinal(), a.until.toordinal() if a.until else date.max.toordinal())
                for a in pack.agreements
                if a.provider_code == hospital.code
            ]
            for hospital in self.hospitals
        }
        self._near: dict[tuple[str, str], tuple[list[Hospital], list[float]]] = {}

    def rate(self, hospital: Hospital, code: str, care_class: int, on: int) -> int | None:
        """The agreed amount in rupiah; None when there is none."""
        for starts, until, amount in self._rates.get((hospital.code, code, care_class), ()):
            if starts <= on < until:
                return amount
        return None

    def agreed(self, hospital: Hospital, on: int) -> bool:
        """Whether an agreement with the hospital holds on the day."""
        return any(starts <= on < until for starts, until in self._agreements[hospital.code])

    def agreement(self, hospital: Hospital, on: int) -> AgreementRow | None:
        """The hospital's agreement on a day."""
        day = date.fromordinal(on)
        for row in self.pack.agreements:
            if row.provider_code == hospital.code and Period(row.starts, row.until).holds(day):
                return row
        return None

    def pays_charges_if_less(self, hospital: Hospital, on: int) -> bool:
        """Whether the agreement pays the lesser of rate and charges."""
        agreement = self.agreement(hospital, on)
        return agreement is not None and agreement.lesser_of

    def left_out(self, hospital: Hospital, on: int) -> str | None:
        """A procedure that the hospital's agreement leaves out; None when it leaves out none."""
        agreement = self.agreement(hospital, on)
        for row in self.pack.exclusions if agreement is not None else ():
            if row.kind == "procedure" and agreement and row.agreement_no == agreement.agreement_no:
                return row.code
        return None

    def package(self, hospital: Hospital, on: int) -> RateRow | None:
        """A package price of the hospital in the programme's class."""
        day = date.fromordinal(on)
        for row in self._packages.get(hospital.code, ()):
            if row.care_class == CLASS_OF_PACKAGES and Period(row.starts, row.until).holds(day):
                return row
        return None

    def severities(self, hospital: Hospital, family: Family, on: int) -> list[str]:
        """The severities of a family that the hospital has a class-3 rate for."""
        return [
            severity
            for severity in ("0", *SEVERITY_SHARES)
            if self.rate(hospital, f"{family.stem}-{severity}", 3, on) is not None
        ]

    def stage(self, on: int) -> Stage | None:
        """The stage of the programme on a day."""
        return stage_on(self.pack, date.fromordinal(on))

    def days(self, name: str, on: int) -> int:
        """The value of a whole-number parameter on a day; 0 when the pack does not set it."""
        found = value_on(self.pack, name, date.fromordinal(on))
        return found.value if found is not None and isinstance(found.value, int) else 0

    def codes(self, name: str, on: int) -> tuple[str, ...]:
        """The value of a list parameter on a day; empty when the pack does not set it."""
        found = value_on(self.pack, name, date.fromordinal(on))
        return found.value if found is not None and isinstance(found.value, tuple) else ()

    def deadline_days(self, hospital: Hospital, on: int) -> int:
        """The longest of the pack's and the agreement's days in which a claim must come."""
        own = [
            a.claim_deadline_days
            for a in self.pack.agreements
            if a.provider_code == hospital.code
            and a.starts.toordinal() <= on
            and (a.until is None or on < a.until.toordinal())
        ]
        return max([self.days("claim_deadline_days", on), *own])

    def families(self, on: int) -> list[Family]:
        """The case-mix without what the programme excludes on the day."""
        diagnoses, groups = self.codes("excluded_diagnoses", on), self.codes("excluded_cbg", on)
        return [
            family
            for family in FAMILIES
            if not family.stem.startswith(groups or ("?",))
            and not any(code.startswith(diagnoses or ("?",)) for code in family.diagnoses)
        ]

    def hospital(self, district: str, place: str, u: float) -> Hospital | None:
        """A hospital for somebody of the district, by nearness and size; `u` in [0, 1)."""
        if (district, place) not in self._near:
            able = [hospital for hospital in self.hospitals if hospital.takes(place)]
            weights = [
                SIZE.get(h.hospital_class, 1.0)
                * (NEARBY if h.district == district else 1.0)
                * (CHOSEN_FOR_BIRTHS if h.women_only else 1.0)
                for h in able
            ]
            self._near[district, place] = able, list(accumulate(weights))
        able, cuts = self._near[district, place]
        return able[min(bisect(cuts, u * cuts[-1]), len(able) - 1)] if able else None
