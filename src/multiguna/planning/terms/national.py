"""The nouns of national planning: scenarios for every regency, and what places would pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from multiguna.kernel.terms import Text
from multiguna.planning.terms.costing import Levers
from multiguna.planning.terms.profile import RegionProfile


class Level(StrEnum):
    """Whose cost a row tells: the nation's, a province's or a regency's (or city's)."""

    NATION = "nation"
    PROVINCE = "province"
    REGENCY = "regency"


NATION = "ID"
"""The code of the nation among the places."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Levers that every regency would be given."""

    code: str
    title: Text
    levers: Levers


@dataclass(frozen=True, slots=True)
class NationalPlan:
    """What is simulated: regencies by code, up to four scenarios, years from `first_year` on.

    Knows what was known on `known_on`. Each of `runs` futures of a regency comes from `seed` and
    its code alone.
    """

    regencies: tuple[RegionProfile, ...]
    scenarios: tuple[Scenario, ...]
    known_on: date
    first_year: int
    years: int
    runs: int
    seed: int


@dataclass(frozen=True, slots=True)
class PlaceCost:
    """What one scenario costs a place in one year, or in all years together (`year` 0).

    Whole rupiah; `qNN_idr` is the least cost that NN of 100 futures do not exceed. `per_head_idr`
    is the middle cost for each resident, and `rank` the place of a regency by it (1: the dearest;
    0: not ranked, a province or the nation).
    """

    level: Level
    code: str
    scenario: str
    year: int
    people: int
    mean_idr: int
    q05_idr: int
    q50_idr: int
    q80_idr: int
    q95_idr: int
    q99_idr: int
    per_head_idr: int
    rank: int
