"""A year of a city lived person by person: what people need, and what the rules made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from multiguna.coverage.terms.population import Column, Population


@dataclass(frozen=True, slots=True)
class AgeNeed:
    """How much care people below an age need who are not below the one before: 10,000 is the mean
    of those whom this table was made from."""

    age_until: int
    men_bp: int
    women_bp: int


@dataclass(frozen=True, slots=True)
class CareNeed:
    """Visits of a million covered person-years, who comes more often, and for what.

    `mix` has how many of a million visits are of each group (INA-CBG). It is part of the need and
    not of a pack: under other agreed rates people fall ill of the same.
    """

    per_million: int
    by_age: tuple[AgeNeed, ...]
    mix: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LivingNeeds:
    """What care a city's people come for.

    `frailty_bp` is how unlike people of one age are: the variance of a person's own rate, 10,000
    for a standard deviation as large as the mean. `emergency_bp` of the visits are urgent.
    """

    inpatient: CareNeed
    outpatient: CareNeed
    frailty_bp: int
    emergency_bp: int


@dataclass(frozen=True, slots=True)
class Residents:
    """People a row each: number, sex (1 man, 2 woman), what coverage reads of them, and the number
    of their household (0: of none that is known), which is not that of its card."""

    person_ids: NDArray[np.int64]
    sex: NDArray[np.int8]
    facts: Population
    households: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.person_ids)


@dataclass(frozen=True, slots=True)
class Offer:
    """One group that one hospital treats at an agreed rate, in a care and ward class."""

    provider_code: str
    care: str
    cbg_code: str
    care_class: int
    rate_idr: int

    @property
    def severity(self) -> str:
        """The last part of the code: I, II or III; 0 for a visit."""
        return self.cbg_code.rpartition("-")[2]


@dataclass(frozen=True, slots=True)
class Visits:
    """Who comes when for what, a row each, by day: rows of residents and of offers."""

    rows: NDArray[np.intp]
    offers: NDArray[np.int32]
    admission: Column
    discharge: Column
    emergency: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, kept: NDArray[np.intp]) -> Visits:
        """Some of them, in this order."""
        return Visits(
            self.rows[kept], self.offers[kept], self.admission[kept], self.discharge[kept],
            self.emergency[kept],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LivedSum:
    """Claims of one care, hospital class and month of care, and what would be paid for them."""

    care: str
    provider_class: str
    month: date
    claims: int
    approved_idr: int


@dataclass(frozen=True, slots=True)
class LivedOutcome:
    """What was decided about a lived year's claims: four amounts that add up to what was billed.

    `treated` persons had something paid, `at_ceiling` persons reached the year's ceiling.
    `findings` counts claims by rule.
    """

    approved_idr: int
    reduced_idr: int
    rejected_idr: int
    pended_idr: int
    treated: int
    at_ceiling: int
    sums: tuple[LivedSum, ...]
    findings: Mapping[str, int]

    @property
    def most_idr(self) -> int:
        """What it costs if verifiers answer every question with a yes."""
        return self.approved_idr + self.pended_idr


@dataclass(frozen=True, slots=True)
class LivedYear:
    """What a pack's rules make of a year of a city; nothing of it is written anywhere.

    `covered` residents on 1 July. `turned_away` visits by the reason of the coverage decision; the
    others are claims. `took_ms` says where the time went.
    """

    pack_name: str
    pack_version: str
    year: int
    seed: int
    residents: int
    covered: int
    visits: int
    turned_away: Mapping[str, int]
    claims: int
    outcome: LivedOutcome
    took_ms: Mapping[str, int] = field(compare=False, default_factory=dict)
