"""The nouns of a region profile: who lives there, who else pays, where they are treated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AgeBand:
    """People of an age, `[age_from, age_until)` in years: shares of everybody, basis points."""

    age_from: int
    age_until: int
    men_bp: int
    women_bp: int


@dataclass(frozen=True, slots=True)
class HospitalGroup:
    """Hospitals of one class (A to D) and ownership: beds, and their share of cases in bp."""

    hospital_class: str
    ownership: str
    beds: int | None
    share_bp: int


@dataclass(frozen=True, slots=True)
class PresentCare:
    """A year of a programme that runs already: cases and whole rupiah.

    `people` is how many it covered. `years_free` is how many years care had been free for everyone
    by the end of that year (None: it was not for everyone); `seasoned_bp` is the part of its cases
    of people who had been covered long before.
    """

    year: int
    inpatients: int
    outpatients: int
    amount_idr: int
    people: int
    years_free: int | None
    seasoned_bp: int
    source: str


@dataclass(frozen=True, slots=True)
class RegionProfile:
    """What the planner must know of a region; shares, levels and growth in basis points.

    `insured_bp`: residents with an active other payer. `access_bp`: how well people reach care,
    10,000 is the national mean. `cost_bp`: price level, 10,000 the same. `arrivals_bp`: who moves
    in within a year. `sources` has for each part where it comes from.
    """

    region: str
    name: str
    people: int
    people_on: date
    growth_bp: int
    insured_bp: int
    poor_bp: int
    access_bp: int
    cost_bp: int
    arrivals_bp: int
    ages: tuple[AgeBand, ...]
    hospitals: tuple[HospitalGroup, ...]
    present: PresentCare | None
    sources: tuple[tuple[str, str], ...]
