"""What holds of the cost of every region under every lever, in every run and not only on average.

All scenarios share their draws, so a lever that saves saves in each future. A share that patients
pay, a ceiling, and a service left out are compared in one call; so are regions of other sizes.
"""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.planner_city import FIRST, KNOWN, certain, needs, quantiles

from multiguna.kernel.terms import Text
from multiguna.planning.rules.needing import needs_of
from multiguna.planning.rules.simulating import SERVICES, simulate
from multiguna.planning.terms.costing import Levers, Needs, Reach, Service, Shocks
from multiguna.planning.terms.profile import AgeBand, HospitalGroup, PresentCare, RegionProfile

RUNS, YEARS = 200, 3
ROUNDING = len(SERVICES)
"""Each service of a year is rounded to the rupiah."""
shares = st.integers(0, 10_000)


@st.composite
def presents(draw: st.DrawFn) -> PresentCare:
    """A year of a programme that runs already, of plausible use and bills."""
    people = draw(st.integers(2_000, 3_000_000))
    stays, visits = (max(1, int(people * draw(st.floats(low, 10 * low)))) for low in (0.005, 0.02))
    free = draw(st.none() | st.integers(1, 6))
    return PresentCare(
        draw(st.integers(FIRST - 3, FIRST - 1)), stays, visits,
        int(stays * draw(st.floats(1e6, 9e6)) + visits * draw(st.floats(1e5, 9e5))), people, free,
        draw(shares) if free is not None else 0, "contoh",
    )  # fmt: skip


@st.composite
def profiles(draw: st.DrawFn) -> RegionProfile:
    """Regions of a few thousand to millions of people, old or young, poor or insured."""
    first = draw(st.integers(0, 9_000))
    old = draw(st.integers(0, 10_000 - first))
    ages = (AgeBand(0, 15, first, 0), AgeBand(15, 65, 10_000 - first - old, 0),
            AgeBand(65, 120, 0, old))  # fmt: skip
    part = draw(shares)
    return RegionProfile(
        region="99.01", name="Contoh", people=draw(st.integers(5_000, 5_000_000)),
        people_on=date(2020, 9, 1), growth_bp=draw(st.integers(-300, 500)),
        insured_bp=draw(shares), poor_bp=draw(shares),
        access_bp=draw(st.integers(2_000, 20_000)), cost_bp=draw(st.integers(5_000, 20_000)),
        arrivals_bp=draw(st.integers(0, 1_000)), ages=draw(st.sampled_from(((), ages))),
        hospitals=(HospitalGroup("A", "private", None, part),
                   HospitalGroup("D", "government", 90, 10_000 - part)),
        present=draw(st.none() | presents()), sources=(),
    )  # fmt: skip


levers = st.builds(
    Levers,
    reach=st.sampled_from(Reach),
    others_pay_first=st.booleans(),
    residency_days=st.integers(0, 730),
    care_class=st.integers(1, 3),
    rates_bp=st.integers(3_000, 20_000),
    copayment_bp=shares,
    referral=st.booleans(),
    ceiling_idr=st.none() | st.integers(100_000, 200_000_000),
    excluded=st.frozensets(st.sampled_from(Service), max_size=3),
)


def needed(profile: RegionProfile, chosen: Levers) -> Needs:
    """What a region needs under levers."""
    return needs_of(profile, chosen, KNOWN, code="a", title=Text("a", "a"), first_year=FIRST)


def totals(*asked: Needs) -> list[NDArray[np.int64]]:
    """The cost of each, `[year, run]`, from the same draws."""
    return list(simulate(asked, runs=RUNS, years=YEARS).total_idr)


def never_dearer(less: NDArray[np.int64], more: NDArray[np.int64]) -> None:
    """In no year and no run, and so at no quantile."""
    assert (less <= more + ROUNDING + more // 10**9).all()


@given(profiles(), levers, st.integers(1, 100_000))
@settings(deadline=None)
def test_more_people_are_not_cheaper(profile: RegionProfile, chosen: Levers, more: int) -> None:
    larger = dataclasses.replace(profile, people=profile.people + more)
    never_dearer(*totals(needed(profile, chosen), needed(larger, chosen)))


@given(profiles(), levers, shares)
@settings(deadline=None)
def test_a_higher_copayment_does_not_raise_the_budget(
    profile: RegionProfile, chosen: Levers, other: int
) -> None:
    low, high = sorted((chosen.copayment_bp, other))
    less, more = totals(
        *(needed(profile, dataclasses.replace(chosen, copayment_bp=bp)) for bp in (high, low))
    )
    never_dearer(less, more)
    assert (quantiles(less) <= quantiles(more) + ROUNDING).all()


@given(profiles(), levers, st.integers(1, 300_000_000))
@settings(deadline=None)
def test_a_lower_ceiling_is_not_dearer(profile: RegionProfile, chosen: Levers, idr: int) -> None:
    """On average, and at every budget that anyone would ask for from a town on.

    Not in every lucky run: a ceiling also takes chance away, and of a handful of cases the gamma
    with less spread has the dearer good years.
    """
    town = dataclasses.replace(profile, people=200_000 + profile.people, present=None)
    wide = dataclasses.replace(chosen, reach=Reach.EVERYONE, others_pay_first=False)
    ceilings = (idr, None) if chosen.ceiling_idr is None else sorted((idr, chosen.ceiling_idr))
    low, high = totals(
        *(needed(town, dataclasses.replace(wide, ceiling_idr=ceiling)) for ceiling in ceilings)
    )
    assert (low.mean(axis=1) <= high.mean(axis=1) * (1 + 1e-6) + ROUNDING).all()
    for year in range(YEARS):
        below, above = (quantiles(of, (0.8, 0.95, 0.99)) for of in (low[year], high[year]))
        assert (below <= above * (1 + 1e-3) + ROUNDING).all()


@given(profiles(), levers, st.sampled_from(Service))
@settings(deadline=None)
def test_a_service_left_out_is_not_dearer_and_touches_no_other(
    profile: RegionProfile, chosen: Levers, service: Service
) -> None:
    without = dataclasses.replace(chosen, excluded=chosen.excluded | {service})
    costs = simulate([needed(profile, without), needed(profile, chosen)], runs=RUNS, years=YEARS)
    never_dearer(*costs.total_idr)
    for number, other in enumerate(SERVICES):
        if other in without.excluded:
            assert not costs.cost_idr[0, :, number].any()
        else:
            assert (costs.cost_idr[0, :, number] == costs.cost_idr[1, :, number]).all()


@given(profiles(), levers)
@settings(deadline=None)
def test_a_wider_reach_is_not_cheaper(profile: RegionProfile, chosen: Levers) -> None:
    poor, everyone = (dataclasses.replace(chosen, reach=reach) for reach in Reach)
    never_dearer(*totals(needed(profile, poor), needed(profile, everyone)))


@given(profiles(), levers)
@settings(deadline=None)
def test_paying_after_others_is_not_dearer(profile: RegionProfile, chosen: Levers) -> None:
    last, first = (dataclasses.replace(chosen, others_pay_first=so) for so in (True, False))
    never_dearer(*totals(needed(profile, last), needed(profile, first)))


@given(profiles(), levers)
@settings(deadline=None)
def test_a_referral_rule_and_longer_residence_save(profile: RegionProfile, chosen: Levers) -> None:
    free = dataclasses.replace(chosen, referral=False)
    asked, unasked = totals(
        needed(profile, dataclasses.replace(free, residency_days=free.residency_days + 90)),
        needed(profile, free),
    )
    never_dearer(asked, unasked)
    referred, open_to_all = totals(
        needed(profile, dataclasses.replace(free, referral=True)), needed(profile, free)
    )
    assert np.median(referred) <= np.median(open_to_all) + ROUNDING


@given(profiles(), levers)
@settings(deadline=None)
def test_a_better_ward_is_not_cheaper(profile: RegionProfile, chosen: Levers) -> None:
    third, second, first = totals(
        *(needed(profile, dataclasses.replace(chosen, care_class=ward)) for ward in (3, 2, 1))
    )
    never_dearer(third, second)
    assert np.median(second) <= np.median(first) + ROUNDING


@given(profiles(), levers, st.integers(1, 4))
@settings(deadline=None)
def test_dearer_prices_cost_exactly_as_much_more(
    profile: RegionProfile, chosen: Levers, power: int
) -> None:
    """Prices times k are the cost times k, where nothing is fixed in rupiah."""
    times = 2**power
    free = dataclasses.replace(chosen, ceiling_idr=None)
    cheap = dataclasses.replace(profile, cost_bp=2_000, present=None)
    dear = dataclasses.replace(cheap, cost_bp=2_000 * times)
    before, after = totals(needed(cheap, free), needed(dear, free))
    assert (np.abs(after - before * times) <= ROUNDING * times + after // 10**9).all()


@given(profiles(), levers)
@settings(deadline=None)
def test_ceilings_that_rise_with_prices_change_nothing(
    profile: RegionProfile, chosen: Levers
) -> None:
    ceiling = chosen.ceiling_idr or 10_000_000
    cheap = dataclasses.replace(profile, cost_bp=3_000, present=None)
    dear = dataclasses.replace(cheap, cost_bp=12_000)
    before, after = totals(
        needed(cheap, dataclasses.replace(chosen, ceiling_idr=ceiling)),
        needed(dear, dataclasses.replace(chosen, ceiling_idr=4 * ceiling)),
    )
    assert (np.abs(after - before * 4) <= 4 * ROUNDING + after // 10**9).all()


@given(profiles(), levers)
@settings(max_examples=30, deadline=None)
def test_twice_the_people_cost_twice_as_much_on_average(
    profile: RegionProfile, chosen: Levers
) -> None:
    one = dataclasses.replace(profile, people=300_000 + profile.people, present=None)
    two = dataclasses.replace(one, people=2 * one.people)
    paid = dataclasses.replace(chosen, reach=Reach.EVERYONE, others_pay_first=False,
                               excluded=frozenset({Service.CATASTROPHIC}))  # fmt: skip
    costs = simulate([needed(one, paid), needed(two, paid)], runs=2_000, years=YEARS)
    mean, twice = costs.total_idr.mean(axis=(1, 2))
    assert twice == pytest.approx(2 * mean, rel=0.005, abs=20)
    spread, doubled = costs.total_idr.std(axis=2)
    assert (doubled <= 2 * spread * 1.01 + 20).all(), "chance evens out"


@given(st.integers(300, 2_000), st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_the_common_shock_is_as_wide_as_it_says_and_does_not_move_the_mean(
    common_bp: int, seed: int
) -> None:
    known = certain(needs())
    calm, shaken = (
        simulate([known], runs=2_000, years=1, seed=seed, shocks=Shocks(bp, 0, 0)).total_idr[0, 0]
        for bp in (0, common_bp)
    )
    assert shaken.mean() == pytest.approx(calm.mean(), rel=0.003)
    wide = shaken.var() - calm.var()
    assert np.sqrt(wide) / calm.mean() == pytest.approx(common_bp / 10_000, rel=0.1)
