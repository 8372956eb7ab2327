"""Claims that have not arrived yet: our three methods against the actuaries' own library."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from multiguna.planning.rules.reserving import (
    Array,
    arrival_pattern,
    benktander,
    bornhuetter_ferguson,
    chain_ladder,
    interval,
    reserve,
    trended_prior,
)
from multiguna.planning.terms import Method
from multiguna.synthetic.arrivals import monthly_origins

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pandas and scikit-learn deprecate what the library uses
    import chainladder

SAMPLES = (
    ("raa", None),
    ("genins", None),
    ("ukmotor", None),
    ("mortgage", None),
    ("abc", None),
    ("mw2014", None),
    ("usauto", "paid"),
    ("mcl", "paid"),
    ("quarterly", "paid"),
)
NAN = np.nan
pytestmark = pytest.mark.filterwarnings(
    "ignore::RuntimeWarning:chainladder.*", "ignore::pandas.errors.Pandas4Warning:chainladder.*"
)
"""The library divides by nothing on its way, and says in which words pandas will stop hearing."""


def sample(name: str, column: str | None) -> tuple[object, Array]:
    """A triangle of the library: as it holds it, and as ours is."""
    theirs = chainladder.load_sample(name)
    theirs = theirs if column is None else theirs[column]
    return theirs, np.array(theirs.values[0, 0], dtype=float)


def developed(theirs: object) -> object:
    """Volume-weighted factors of all years, the last variance by Mack's own rule."""
    return chainladder.Development(sigma_interpolation="mack").fit_transform(theirs)


def same(ours: Array | float, theirs: object) -> bool:
    """Equal to nine digits; the library leaves out what is nothing."""
    return bool(np.allclose(ours, np.nan_to_num(np.asarray(theirs, float)), rtol=1e-9, atol=1e-6))


@pytest.mark.parametrize(("name", "column"), SAMPLES)
def test_chain_ladder_and_its_errors_are_the_librarys(name: str, column: str | None) -> None:
    theirs, triangle = sample(name, column)
    pattern = developed(theirs)
    fitted = chainladder.MackChainladder().fit(pattern)
    ours = chain_ladder(triangle)
    factors = pattern.ldf_.values[0, 0, 0]  # type: ignore[attr-defined]
    assert same(arrival_pattern(triangle).factors, factors)
    assert same(ours.ultimates, fitted.ultimate_.values[0, 0, :, 0])
    assert same(ours.ibnr, fitted.ibnr_.values[0, 0, :, 0])
    assert same(ours.process_se, fitted.process_risk_.values[0, 0, :, -1])
    assert same(ours.parameter_se, fitted.parameter_risk_.values[0, 0, :, -1])
    assert same(ours.se, fitted.mack_std_err_.values[0, 0, :, -1])
    assert same(ours.total_se, fitted.total_mack_std_err_.to_numpy()[0, 0])
    assert ours.total_se > 0


@pytest.mark.parametrize(("name", "column"), SAMPLES)
def test_methods_with_a_prior_are_the_librarys(name: str, column: str | None) -> None:
    theirs, triangle = sample(name, column)
    expected = np.linspace(1.0, 1.4, len(triangle)) * np.nanmax(triangle)
    weight = theirs.latest_diagonal * 0 + 1  # type: ignore[attr-defined]
    weight.values[0, 0, :, 0] = expected
    pattern = developed(theirs)
    one = chainladder.BornhuetterFerguson(apriori=1.0).fit(pattern, sample_weight=weight)
    assert same(
        bornhuetter_ferguson(triangle, expected).ultimates, one.ultimate_.values[0, 0, :, 0]
    )
    for times in (2, 3, 7):
        many = chainladder.Benktander(apriori=1.0, n_iters=times)
        many = many.fit(pattern, sample_weight=weight)
        ours = benktander(triangle, expected, iterations=times)
        assert same(ours.ultimates, many.ultimate_.values[0, 0, :, 0])


def months(triangle: Array) -> Sequence[date]:
    return [date(2012, 1 + n, 1) for n in range(len(triangle))]


def test_a_month_without_bills_rests_on_its_prior() -> None:
    triangle = np.array(
        [[0, 80, 100, 100], [0, 82, 99, NAN], [0, 78, NAN, NAN], [0, NAN, NAN, NAN]]
    )
    ours = benktander(triangle, np.full(4, 120.0))
    assert ours.shares[-1] == 0
    assert ours.ultimates[-1] == pytest.approx(120)
    assert ours.ultimates[0] == 100
    assert chain_ladder(triangle).ultimates[-1] == 0, "nothing grows out of nothing"
    assert np.isfinite(ours.se).all()


def test_a_triangle_of_nothing_is_nothing() -> None:
    triangle = np.where(np.tri(4)[::-1] > 0, 0.0, NAN)
    assert chain_ladder(triangle).total == 0
    assert benktander(triangle, np.zeros(4)).total == 0
    assert benktander(np.array([[5.0]]), np.array([5.0])).total == 0


def test_a_prior_that_was_often_wrong_makes_the_young_months_unsure() -> None:
    city = monthly_origins(1000)
    triangle = city.triangle(36)
    good = city.received[:36].sum(axis=1)
    bad = good * np.where(np.arange(36) % 2, 0.7, 1.3)
    sure, unsure = benktander(triangle, good), benktander(triangle, bad)
    assert sure.past == unsure.past > 24
    assert unsure.total_se > 3 * sure.total_se
    assert unsure.se[-1] > 3 * sure.se[-1]


def test_without_a_past_a_prior_is_taken_to_be_unsure() -> None:
    triangle = monthly_origins(1001).triangle(4)
    answer = benktander(triangle, np.full(4, 6e9))
    assert answer.past == 0
    assert answer.se[-1] > 0.15 * answer.ibnr[-1]


def test_a_prior_follows_the_exposure_and_its_trend() -> None:
    exposure = np.linspace(100.0, 150.0, 12)
    cost = exposure * (1 + 0.02 * np.arange(12))
    months_, ages = np.indices((12, 12))
    received = cost[:, None] * np.minimum(1, (ages + 1) / 4)
    triangle = np.where(months_ + ages < 12, received, NAN)
    assert trended_prior(triangle, exposure) == pytest.approx(cost)
    assert trended_prior(triangle, exposure * 7) == pytest.approx(cost)


def test_two_hundred_cities_are_foreseen_as_surely_as_is_said() -> None:
    """All that is to come: RMSE at most 5 %, and in nine cases of ten within the interval."""
    error, truth, inside = [], [], []
    for seed in range(200):
        city = monthly_origins(seed)
        for seen in (36, 30, 24, 18):
            triangle, came = city.triangle(seen), city.to_come(seen)
            answer = benktander(triangle, trended_prior(triangle, city.letters[:seen]))
            low, high = interval(answer.total, answer.total_se, answer.past)
            error.append(answer.total - came)
            truth.append(came)
            inside.append(low <= came <= high)
    rmse = float(np.sqrt(np.mean(np.square(error))) / np.mean(truth))
    assert rmse <= 0.05
    assert 0.87 <= np.mean(inside) <= 0.93
    assert abs(np.mean(error)) <= 0.01 * np.mean(truth), "no side is favoured"


def test_a_reserve_is_whole_rupiah_that_add_up() -> None:
    _, triangle = sample("genins", None)
    estimate = chain_ladder(triangle)
    answer = reserve(Method.CHAIN_LADDER, months(triangle), estimate)
    assert answer.ibnr_idr == sum(month.ibnr_idr for month in answer.months)
    assert answer.ultimate_idr == answer.known_idr + answer.ibnr_idr
    assert abs(answer.ibnr_idr - estimate.total) < len(answer.months)
    assert answer.low_idr < answer.ibnr_idr < answer.high_idr
    assert answer.months[0].received_bp == 10_000
    assert all(isinstance(month.ibnr_idr, int) for month in answer.months)


def test_an_interval_is_lognormal_where_the_mean_stands_out() -> None:
    low, high = interval(100.0, 20.0)
    assert 0 < low < 100 < high
    assert high - 100 > 100 - low
    assert interval(0.0, 1.0) == pytest.approx((-1.6449, 1.6449), abs=1e-4)
