"""What a programme costs: thousands of possible futures of every scenario, drawn together.

A run draws once what nobody knows (the beliefs: use, growth, bills), then for each year a shock
common to all services and one for each service, then what chance makes of the cases that come: a
year's cost of a service, given its expected cases, has the mean and variance of a compound Poisson
law and a gamma shape; the dearest bills of catastrophic care are drawn one by one.

All scenarios are given the same draws (common random numbers), so that the difference between two
is what their levers do and not chance; what else a call asks changes no scenario. Every gamma
variable is a standard normal under the Wilson-Hilferty cube, and every normal is stratified: each
of `runs` equal parts is drawn once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from multiguna.planning.rules.expecting import Expected, expect
from multiguna.planning.rules.severity import Array, lognormal_bills, pareto_sums, standard_normals
from multiguna.planning.terms.costing import Needs, Service, ServiceNeed, Shocks
from multiguna.planning.terms.evidence import Belief

RUNS, YEARS = 10_000, 5
SERVICES = tuple(Service)
TAIL_CASES = 5.0
"""Of a year's catastrophic bills so many, the dearest, are drawn one by one (in expectation)."""
LEAST = 1e-300
NINE_TENTHS = 3.2897072539029435
"""Standard normal deviations between the 5th and the 95th of a hundred."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What scenarios cost: whole rupiah, `cost_idr[scenario, year, service, run]`.

    `cases` has the expected cases of each of these cells given the run's beliefs and shocks, and
    `pace[scenario, year, run]` the logarithmic growth within that year. Services are in the order
    of `Service`; one that a scenario does not pay is zero. `factors` has for each belief the
    standard normal that each run drew.
    """

    needs: tuple[Needs, ...]
    cost_idr: NDArray[np.int64]
    cases: Array
    pace: Array
    factors: Mapping[str, Array]

    @property
    def total_idr(self) -> NDArray[np.int64]:
        """All services together: `[scenario, year, run]`."""
        return np.asarray(self.cost_idr.sum(axis=2))


def simulate(
    needs: Sequence[Needs],
    *,
    runs: int = RUNS,
    years: int = YEARS,
    seed: int = 1,
    local: str = "",
    shocks: Shocks | None = None,
) -> Costs:
    """Draw `runs` futures of `years` years of every scenario. The same arguments, the same bytes.

    With `local` (a region's code) beliefs and the common shock are drawn as everywhere else, and
    what is the region's own from its code: the futures of regions can be added run by run.
    """
    assert runs > 1, "a distribution has more than one run"
    shocks = shocks or Shocks()
    codes = sorted({code for one in needs for code in one.beliefs})
    draws = _Draws(runs, seed, local)
    factors = {code: draws.normal(code) for code in codes}
    common = _level(draws, shocks, years)
    shape = (len(needs), years, len(SERVICES), runs)
    cost, cases = np.zeros(shape, np.int64), np.zeros(shape)
    expected = [expect(one, values_of(one.beliefs, factors), years) for one in needs]
    for number, service in enumerate(SERVICES):
        paying = [at for at, one in enumerate(expected) if service in one.cases]
        if not paying:
            continue
        chance = draws.years(f"chance:{service}", years, local=True)
        mixing = draws.years(f"mixing:{service}", years, local=True)
        level = common * _gamma(shocks.service_bp, mixing)
        has_tail = any(expected[at].need(service).tail_index for at in paying)
        dearest = draws.dearest(f"tail:{service}", years) if has_tail else None
        for at in paying:
            one, many = expected[at], expected[at].cases[service] * level
            cases[at, :, number] = many
            if dearest is not None and one.need(service).tail_index:
                whole = _dear_body(one, service, many, chance) + dearest.cost(one, service, many)
            else:
                whole = _body(one, service, many, chance)
            cost[at, :, number] = np.rint(whole)
    pace = np.stack([one.pace for one in expected])
    return Costs(tuple(needs), cost, cases, pace, factors)


def values_of(beliefs: Mapping[str, Belief], factors: Mapping[str, Array]) -> dict[str, Array]:
    """What each belief is in each run, from its standard normal."""
    return {code: value_at(belief, factors[code]) for code, belief in beliefs.items()}


def value_at(belief: Belief, normal: Array) -> Array:
    """A belief at standard normal deviates: log-normal, or even between its ends."""
    if belief.even:
        order = np.argsort(np.argsort(normal)) if len(normal) > 1 else np.zeros(1)
        part = (order + 0.5) / len(normal)
        return np.asarray(belief.low + part * (belief.high - belief.low))
    middle = (log(belief.low) + log(belief.high)) / 2
    return np.exp(middle + normal * ((log(belief.high) - log(belief.low)) / NINE_TENTHS))


@dataclass(frozen=True, slots=True)
class _Draws:
    """Streams of random numbers by name, so that one more belief changes no other stream."""

    runs: int
    seed: int
    place: str

    def stream(self, name: str, *, local: bool = False) -> np.random.Generator:
        """The generator of a name; a local one differs between regions."""
        key = [self.seed, crc32(name.encode())]
        return np.random.default_rng([*key, crc32(self.place.encode())] if local else key)

    def normal(self, name: str) -> Array:
        """Stratified standard normals, one a run."""
        return self.stream(name).permutation(standard_normals(self.runs))

    def years(self, name: str, years: int, *, local: bool = False) -> Array:
        """The same for each year: `[year, run]`."""
        stream, values = self.stream(name, local=local), standard_normals(self.runs)
        return np.stack([stream.permutation(values) for _ in range(years)])

    def dearest(self, name: str, years: int) -> _Dearest:
        """The dearest bills of each year and run, whatever the bills are."""
        cells, ranks = [], []
        for year in range(years):
            stream, rank = self.stream(f"{name}:{year}", local=True), np.zeros(self.runs)
            while rank.min() < TAIL_CASES:
                rank = rank + stream.standard_exponential(self.runs)
                found = np.flatnonzero(rank < TAIL_CASES)
                cells.append(found + year * self.runs)
                ranks.append(rank[found])
        return _Dearest(np.concatenate(cells), np.concatenate(ranks))


@dataclass(frozen=True, slots=True)
class _Dearest:
    """Bills drawn one by one: the cell (year and run) of each, and its rank.

    Ranks of a cell are the arrivals of a Poisson process of rate 1: of N cases expected, the bill
    of rank r is exceeded by a part r/N of all bills, and is there if r < N. So more cases bring
    more and dearer bills, and every scenario is given the same ranks.
    """

    cells: NDArray[np.intp]
    ranks: Array

    def cost(self, one: Expected, service: Service, cases: Array) -> Array:
        """What a scenario pays for them, `[year, run]`."""
        need, many = one.need(service), cases.ravel()
        floors = (one.bills[service] * _floor(need)).ravel()
        bills = (floors * many ** (1 / need.tail_index))[self.cells]
        bills *= self.ranks ** (-1 / need.tail_index)
        if one.ceiling_idr is not None:
            bills = np.minimum(bills, one.ceiling_idr)
        bills[self.ranks >= many[self.cells]] = 0
        whole = np.bincount(self.cells, bills * one.paid, many.size)
        return np.asarray(whole.reshape(cases.shape), np.float64)


def _level(draws: _Draws, shocks: Shocks, years: int) -> Array:
    """The shock common to all services, and the drift that stays: `[year, run]`, mean 1."""
    drift = np.cumsum(draws.years("drift", years), axis=0) * (shocks.drift_bp / 10_000)
    variance = np.arange(1, years + 1)[:, None] * (shocks.drift_bp / 10_000) ** 2
    return _gamma(shocks.common_bp, draws.years("common", years)) * np.exp(drift - variance / 2)


def _gamma(spread_bp: int, normal: Array) -> Array:
    """Gamma of mean 1 and standard deviation `spread_bp`, at standard normal deviates."""
    if spread_bp == 0:
        return np.ones_like(normal)
    return cubed(np.full_like(normal, (10_000 / spread_bp) ** 2), normal)


def cubed(shape: Array, normal: Array) -> Array:
    """Gamma of mean 1 and this shape at standard normal deviates (Wilson and Hilferty 1931).

    From the 5th to the 99th of a hundred right to one in a thousand from shape 10 on, and to five
    in a thousand from shape 4 on. The mean is right to two in a thousand from shape 1 on, but short
    by one in a hundred at shape 0.5 and by three at 0.3: a body of less than one case. Nothing is
    below zero.
    """
    root = 1 / (9 * np.maximum(shape, 1e-9))
    side = np.maximum(1 - root + normal * np.sqrt(root), 0)
    return np.asarray(side * side * side)


def _body(one: Expected, service: Service, cases: Array, chance: Array) -> Array:
    """The year's cost of log-normal bills: gamma, with the moments of a compound Poisson law."""
    bills = lognormal_bills(one.need(service).cv)
    mean, square = bills.moments(one.bills[service], one.ceiling_idr)
    return cases * mean * one.paid * cubed(cases * mean * mean / square, chance)


def _dear_body(one: Expected, service: Service, cases: Array, chance: Array) -> Array:
    """The same of Pareto bills, but for the dearest ones."""
    need = one.need(service)
    floor = one.bills[service] * _floor(need)
    until = (np.maximum(cases, TAIL_CASES) / TAIL_CASES) ** (1 / need.tail_index)
    limit = None if one.ceiling_idr is None else one.ceiling_idr / floor
    mean, square = pareto_sums(need.tail_index, until, limit)
    shape = cases * mean * mean / np.maximum(square, LEAST)
    return cases * mean * floor * one.paid * cubed(shape, chance)


def _floor(need: ServiceNeed) -> float:
    """A Pareto law's floor as a part of its mean bill."""
    return need.bill_floor_idr / need.bill_idr
