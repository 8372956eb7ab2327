"""A city of 1.9 million to plan for, and the same with nothing left to belief."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from multiguna.kernel.terms import Text
from multiguna.planning.rules.believing import evidence_on
from multiguna.planning.rules.forecasting import middle
from multiguna.planning.rules.levering import change
from multiguna.planning.rules.needing import needs_of
from multiguna.planning.rules.severity import Array
from multiguna.planning.rules.simulating import SERVICES, Costs
from multiguna.planning.terms.costing import Levers, Needs, Service, Shocks
from multiguna.planning.terms.profile import HospitalGroup, PresentCare, RegionProfile

PEOPLE = 1_900_000
FIRST = 2026
KNOWN = evidence_on(date(2025, 12, 31))
NO_SHOCKS = Shocks(0, 0, 0)
PRESENT = PresentCare(2025, 19_000, 60_000, 120_000_000_000, PEOPLE, 3, 2_000, "Contoh")
CITY = RegionProfile(
    region="36.71", name="Kota Contoh", people=PEOPLE, people_on=date(FIRST, 7, 1), growth_bp=100,
    insured_bp=9_000, poor_bp=700, access_bp=10_000, cost_bp=10_000, arrivals_bp=200, ages=(),
    hospitals=(HospitalGroup("B", "private", None, 6_000),
               HospitalGroup("C", "government", 150, 4_000)),
    present=None, sources=(),
)  # fmt: skip


def needs(*changes: str, profile: RegionProfile = CITY, code: str = "a") -> Needs:
    """What a city needs under changes to the widest programme."""
    levers = change(Levers(), changes)
    return needs_of(profile, levers, KNOWN, code=code, title=Text(code, code), first_year=FIRST)


def certain(one: Needs, values: Mapping[str, float] | None = None) -> Needs:
    """The same with every belief held at a value, or in its middle."""
    held = {code: (values or {}).get(code, middle(b)) for code, b in one.beliefs.items()}
    return dataclasses.replace(
        one,
        beliefs={
            code: dataclasses.replace(belief, low=held[code], high=held[code], even=False)
            for code, belief in one.beliefs.items()
        },
    )


def only(one: Needs, *services: Service) -> Needs:
    """The same, with nothing but these services."""
    return dataclasses.replace(
        one, services=tuple(need for need in one.services if need.service in services)
    )


def of(costs: Costs, service: Service, at: int = 0) -> Array:
    """A service's cost, `[year, run]`."""
    return np.asarray(costs.cost_idr[at, :, SERVICES.index(service)], np.float64)


def quantiles(values: Array, parts: Sequence[float] = (0.5, 0.95, 0.99)) -> Array:
    """What is not exceeded by so many of all runs."""
    return np.asarray(np.quantile(values, parts))
