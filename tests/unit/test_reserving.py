"""Claims that have not arrived yet: our three methods against the actuaries' own library."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from multiguna.planning.rules.reserving import (
    Array,
    Prior,
    arrival_pattern,
    benktander,
    bornhuetter_ferguson,
    chain_ladder,
    interval,
    reserve,
)
from multiguna.planning.terms import Method

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
    pattern, prior = developed(theirs), Prior(expected)
    one = chainladder.BornhuetterFerguson(apriori=1.0).fit(pattern, sample_weight=weight)
    assert same(bornhuetter_ferguson(triangle, prior).ultimates, one.ultimate_.values[0, 0, :, 0])
    for times in (2, 3, 7):
        many = chainladder.Benktander(apriori=1.0, n_iters=times)
        many = many.fit(pattern, sample_weight=weight)
        ours = benktander(triangle, prior, iterations=times)
        assert same(ours.ultimates, many.ultimate_.values[0, 0, :, 0])


def months(triangle: Array) -> Sequence[date]:
    return [date(2012, 1 + n, 1) for n in range(len(triangle))]


def test_a_month_without_bills_rests_on_its_prior() -> None:
    triangle = np.array(
        [[0, 80, 100, 100], [0, 82, 99, NAN], [0, 78, NAN, NAN], [0, NAN, NAN, NAN]]
    )
    ours = benktander(triangle, Prior(np.full(4, 120.0)))
    assert ours.shares[-1] == 0
    assert ours.ultimates[-1] == pytest.approx(120)
    assert ours.ultimates[0] == 100
    assert chain_ladder(triangle).ultimates[-1] == 0, "nothing grows out of nothing"
    assert np.isfinite(ours.se).all()


def test_a_triangle_of_nothing_is_nothing() -> None:
    triangle = np.where(np.tri(4)[::-1] > 0, 0.0, NAN)
    assert chain_ladder(triangle).total == 0
    assert benktander(triangle, Prior(np.zeros(4))).total == 0
    assert benktander(np.array([[5.0]]), Prior(np.array([5.0]))).total == 0


def test_an_unsure_prior_makes_the_young_months_unsure() -> None:
    _, triangle = sample("genins", None)
    expected = chain_ladder(triangle).ultimates
    sure = benktander(triangle, Prior(expected))
    own = benktander(triangle, Prior(expected, month_cv=0.2))
    shared = benktander(triangle, Prior(expected, level_cv=0.2))
    assert own.total == shared.total == sure.total
    assert sure.total_se < own.total_se < shared.total_se, "a shared error does not even out"
    assert own.se[0] == sure.se[0]
    assert own.se[-1] > 1.2 * sure.se[-1]


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


def test_an_interval_is_lognormal_above_nothing() -> None:
    low, high = interval(100.0, 20.0)
    assert 0 < low < 100 < high
    assert high - 100 > 100 - low
    assert interval(0.0, 1.0) == pytest.approx((-1.6449, 1.6449), abs=1e-4)
