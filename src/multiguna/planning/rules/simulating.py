"""What a programme costs: thousands of possible futures of every scenario, drawn together.

A run draws once what nobody knows (the beliefs: use, growth, bills), then for each year a shock
common to all services and one for each service, then what chance makes of the cases that come: a
year's cost of a service, given its expected cases, has the mean and variance of a compound Poisson
law and a gamma shape; bills of catastrophic care beyond a limit are drawn one by one.

All scenarios are given the same draws (common random numbers), so that the difference between two
is what their levers do and not chance. Every gamma variable is a standard normal under the
Wilson-Hilferty cube, and every normal is stratified: each of `runs` equal parts is drawn once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from multiguna.planning.rules.expecting import Expected, expect
from multiguna.planning.rules.severity import Array, lognormal_bills, pareto_bills, standard_normals
from multiguna.planning.terms.costing import Needs, Service, ServiceNeed, Shocks
from multiguna.planning.terms.evidence import Belief

RUNS, YEARS = 10_000, 5
SERVICES = tuple(Service)
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
    shocks = shocks or Shocks()
    codes = sorted({code for one in needs for code in one.beliefs})
    draws = _Draws(runs, seed, local)
    factors = {code: draws.normal(code) for code in codes}
    level = _level(draws, shocks, years)
    shape = (len(needs), years, len(SERVICES), runs)
    cost, cases = np.zeros(shape), np.zeros(shape)
    pace = np.zeros((len(needs), years, runs))
    expected = [expect(one, values_of(one.beliefs, factors), years) for one in needs]
    for number, service in enumerate(SERVICES):
        mixing = _gamma(shocks.service_bp, draws.years(f"mixing:{service}", years, local=True))
        chance = draws.years(f"chance:{service}", years, local=True)
        for at, one in enumerate(expected):
            if service in one.cases:
                cases[at, :, number] = one.cases[service] * level * mixing
                cost[at, :, number] = _body(one, service, cases[at, :, number], chance)
        _add_tail(cost[:, :, number], cases[:, :, number], expected, service, draws)
    for at, one in enumerate(expected):
        pace[at] = one.pace
    whole = np.rint(cost).astype(np.int64)
    return Costs(tuple(needs), whole, cases, pace, factors)


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

    Right to one in a thousand from shape 4 on; nothing is below zero.
    """
    root = 1 / (9 * np.maximum(shape, 1e-9))
    return np.maximum(1 - root + normal * np.sqrt(root), 0) ** 3


def _body(one: Expected, service: Service, cases: Array, chance: Array) -> Array:
    """The year's cost of bills that are not drawn one by one: gamma, as a compound Poisson law."""
    need = one.need(service)
    bills, share = lognormal_bills(need.cv), 1.0
    if need.tail_index:
        until = need.tail_from_idr / need.bill_floor_idr
        if until <= 1:
            return np.zeros_like(cases)
        bills, share = pareto_bills(need.tail_index, until), 1 - until**-need.tail_index
    scale = one.bills[service] * _unit(need)
    mean, square = bills.moments(scale, one.ceiling_idr)
    mean, square = mean * one.paid, square * (one.paid * one.paid)
    return cases * share * mean * cubed(cases * share * mean * mean / square, chance)


def _unit(need: ServiceNeed) -> float:
    """A law's unit as a part of the mean bill: its mean, or a Pareto law's floor."""
    return need.bill_floor_idr / need.bill_idr if need.tail_index else 1.0


def _add_tail(
    cost: Array, cases: Array, expected: Sequence[Expected], service: Service, draws: _Draws
) -> None:
    """Add the bills beyond the limit, one by one: `cost` and `cases` are `[scenario, year, run]`.

    Drawn once for the scenario with most; another keeps each bill with the chance that it has it.
    """
    need = next((o.need(service) for o in expected if service in o.cases), None)
    if need is None or not need.tail_index:
        return
    stream = draws.stream(f"tail:{service}", local=True)
    beyond = (need.bill_floor_idr / need.tail_from_idr) ** need.tail_index
    most = cases.max(axis=0)
    counts = stream.poisson(most * beyond)
    cell = np.repeat(np.arange(most.size), counts.ravel())
    size = need.tail_from_idr * (1 - stream.random(len(cell))) ** (-1 / need.tail_index)
    keep = stream.random(len(cell)) * most.ravel()[cell]
    for at, one in enumerate(expected):
        if service not in one.cases:
            continue
        bill = size * (one.bills[service] / need.bill_idr).ravel()[cell]
        if one.ceiling_idr is not None:
            bill = np.minimum(bill, one.ceiling_idr)
        bill = np.where(keep < cases[at].ravel()[cell], bill * one.paid, 0)
        cost[at] += np.bincount(cell, bill, most.size).reshape(most.shape)
