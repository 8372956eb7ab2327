"""The planner's distribution against two others that know nothing of it.

`aggregate` computes compound laws on a grid by Fourier transform; the claim-by-claim run draws
every single bill. Both are given what is expected, so that only chance and shocks differ.
"""

from __future__ import annotations

import dataclasses
import warnings
from math import log, sqrt

import numpy as np
import pytest
from scipy.stats import ks_2samp
from tests.planner_city import CITY, NO_SHOCKS, certain, needs, of, only, quantiles

from multiguna.planning.rules.expecting import Expected, expect
from multiguna.planning.rules.severity import Array
from multiguna.planning.rules.simulating import SERVICES, simulate, values_of
from multiguna.planning.terms.costing import Needs, Service, Shocks

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the library imports deprecates this and that
    from aggregate import build

WITHIN = 0.005
PARTS = (0.5, 0.95, 0.99)
POINTS = 20
"""The grid has two to the power of so many points."""
RUNS = 10_000
SPREAD = Shocks(common_bp=0, service_bp=1000, drift_bp=0)
"""Each service's rate is mixed by a gamma of a tenth; none moves with another."""
LAW = {
    Service.INPATIENT: (17_380, 4_800_000, 0.75), Service.OUTPATIENT: (40_567, 340_000, 0.75),
    Service.MATERNITY: (1_500, 4_600_000, 1.0), Service.DIALYSIS: (3_000, 890_000, 0.75),
}  # fmt: skip
"""Cases a year, mean bill, and a bill's coefficient of variation."""


def aggregate(decl: str, *, mean: float) -> Array:
    """The quantiles of a law written for `aggregate`, on a grid that reaches two to four means."""
    bucket = 2.0 ** (round(np.log2(mean)) + 1 - POINTS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        law = build(decl, log2=POINTS, bs=bucket, padding=1)
        return np.array([law.q(part) for part in PARTS])


def said(service: Service, mixing: str = "mixed gamma 0.1") -> str:
    """One service for `aggregate`, in millions of rupiah: its rate mixed by a gamma of CV 0.1."""
    cases, bill, cv = LAW[service]
    return f"agg {service.value} {cases} claims sev lognorm {bill / 1e6} cv {cv} {mixing}"


def planned(*services: Service) -> Needs:
    """A city that expects exactly so many cases and bills in its first year."""
    one = certain(only(needs(), *services))
    expected = expected_of(one)
    found = []
    for need in one.services:
        cases, bill, cv = LAW[need.service]
        times = cases / expected.cases[need.service][0, 0]
        price = bill / expected.bills[need.service][0, 0]
        found.append(dataclasses.replace(need, cv=cv, bill_idr=need.bill_idr * price))
        group = one.groups[0]
        rates = {**group.rate_of, need.service: group.rate_of[need.service] * times}
        one = dataclasses.replace(one, groups=(dataclasses.replace(group, rate_of=rates),))
    return dataclasses.replace(one, services=tuple(found))


def expected_of(one: Needs) -> Expected:
    """What a scenario without doubts expects of its first year."""
    held = {code: np.array([belief.low]) for code, belief in one.beliefs.items()}
    return expect(one, held, 1)


def mean_of(*services: Service) -> float:
    """Millions of rupiah that a year's care costs on average."""
    return sum(LAW[service][0] * LAW[service][1] for service in services) / 1e6


@pytest.mark.parametrize("service", LAW)
def test_one_service_of_a_city_is_distributed_as_aggregate_says(service: Service) -> None:
    ours = of(simulate([planned(service)], runs=RUNS, years=1, shocks=SPREAD), service)[0]
    theirs = aggregate(said(service), mean=mean_of(service))
    assert quantiles(ours) / 1e6 == pytest.approx(theirs, rel=WITHIN)


def test_it_is_not_one_lucky_seed() -> None:
    theirs = aggregate(said(Service.INPATIENT), mean=mean_of(Service.INPATIENT))
    for seed in range(2, 12):
        costs = simulate([planned(Service.INPATIENT)], runs=RUNS, years=1, seed=seed, shocks=SPREAD)
        assert quantiles(costs.total_idr[0, 0]) / 1e6 == pytest.approx(theirs, rel=WITHIN), seed


def test_all_services_of_a_city_add_up_as_aggregate_says() -> None:
    lines = "\n".join(f"\t{said(service)}" for service in LAW)
    theirs = aggregate(f"port City\n{lines}", mean=mean_of(*LAW))
    ours = simulate([planned(*LAW)], runs=RUNS, years=1, shocks=SPREAD).total_idr[0, 0] / 1e6
    assert quantiles(ours) == pytest.approx(theirs, rel=WITHIN)


def test_chance_alone_is_as_aggregate_says_when_the_rate_is_known() -> None:
    theirs = aggregate(said(Service.MATERNITY, "poisson"), mean=mean_of(Service.MATERNITY))
    costs = simulate([planned(Service.MATERNITY)], runs=RUNS, years=1, shocks=NO_SHOCKS)
    assert quantiles(costs.total_idr[0, 0]) / 1e6 == pytest.approx(theirs, rel=WITHIN)


def bill_by_bill(
    expected: Expected, service: Service, cases: Array, rng: np.random.Generator
) -> Array:
    """A year's cost of a service in each run, every bill drawn, limited, shared and added."""
    need, levers = expected.need(service), expected.needs.levers
    scale = np.broadcast_to(expected.bills[service][0], cases.shape)
    counts, found = rng.poisson(cases), []
    for runs in np.split(np.arange(len(cases)), range(PIECE, len(cases), PIECE)):
        each = np.repeat(np.arange(len(runs)), counts[runs])
        if need.tail_index:
            bills = 1 + rng.pareto(need.tail_index, len(each))
            bills *= need.bill_floor_idr / need.bill_idr
        else:
            spread = sqrt(log(1 + need.cv**2))
            bills = rng.standard_normal(len(each), np.float32)
            bills = np.exp(spread * bills - spread * spread / 2)
        paid = bills * scale[runs][each] * (1 - levers.copayment_bp / 10_000)
        if levers.ceiling_idr is not None:
            paid = np.minimum(paid, levers.ceiling_idr)
        found.append(np.bincount(each, paid, len(runs)))
    return np.concatenate(found)


CLAIMS_RUNS, PIECE = 10_000, 250
"""So many years of a city, about 65,000 bills each."""
DEAR_WITHIN = {**dict.fromkeys(Service, 0.005), Service.CATASTROPHIC: 0.05}
"""How near the means of services are: of some twenty bills that are far apart, chance is wide."""


def test_a_year_of_a_city_is_distributed_as_its_bills_one_by_one() -> None:
    one = needs("ceiling_idr=20000000", "copayment_bp=1000")
    costs = simulate([one], runs=CLAIMS_RUNS, years=1)
    expected = expect(one, values_of(one.beliefs, costs.factors), 1)
    rng = np.random.default_rng(5)
    theirs = np.zeros(CLAIMS_RUNS)
    for number, service in enumerate(SERVICES):
        added = bill_by_bill(expected, service, costs.cases[0, 0, number], rng)
        assert added.mean() == pytest.approx(of(costs, service)[0].mean(), rel=DEAR_WITHIN[service])
        theirs += added
    assert quantiles(costs.total_idr[0, 0]) == pytest.approx(quantiles(theirs), rel=WITHIN)
    assert costs.total_idr[0, 0].mean() == pytest.approx(theirs.mean(), rel=0.001)


@pytest.mark.parametrize("changes", [(), ("ceiling_idr=45000000",), ("copayment_bp=2000",)])
@pytest.mark.parametrize("people", [30_000, 400_000, 1_900_000])
def test_catastrophic_bills_are_distributed_as_one_by_one(
    people: int, changes: tuple[str, ...]
) -> None:
    profile = dataclasses.replace(CITY, people=people)
    one = certain(only(needs(*changes, profile=profile), Service.CATASTROPHIC))
    runs = 40_000
    costs = simulate([one], runs=runs, years=1, shocks=NO_SHOCKS)
    cases = costs.cases[0, 0, SERVICES.index(Service.CATASTROPHIC)]
    theirs = bill_by_bill(expected_of(one), Service.CATASTROPHIC, cases, np.random.default_rng(6))
    ours = of(costs, Service.CATASTROPHIC)[0]
    error = theirs.std() / np.sqrt(runs)
    assert ours.mean() == pytest.approx(theirs.mean(), abs=5 * error)
    assert ours.std() == pytest.approx(theirs.std(), rel=0.1)
    assert ks_2samp(ours, theirs).statistic < 0.015
