"""What a bill costs under a ceiling, and gamma by cubes, against scipy and closed forms."""

from __future__ import annotations

from itertools import pairwise
from math import exp, log, sqrt

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma, norm, pareto

from multiguna.planning.rules.severity import Array, lognormal_bills, pareto_sums, standard_normals
from multiguna.planning.rules.simulating import cubed

PARTS = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99])
CEILINGS = (0.002, 0.01, 0.05, 0.2, 0.5, 1.0, 1.7, 3.0, 8.0, 40.0)
INDICES = (1.5, 2.0, 2.64, 5.0)


def under_lognormal(cv: float, ceiling: float, power: int) -> float:
    """E[min(X, c)^p] of a log-normal X of mean 1."""
    spread = sqrt(log(1 + cv * cv))
    middle = -spread * spread / 2
    below = norm.cdf((log(ceiling) - middle) / spread - power * spread)
    beyond = norm.sf((log(ceiling) - middle) / spread)
    whole = exp(power * middle + power * power * spread * spread / 2)
    return float(whole * below + ceiling**power * beyond)


def worst(shape: float) -> float:
    """How far the cube is from the gamma, from the 5th to the 99th of a hundred, as a part."""
    ours = cubed(np.full_like(PARTS, shape), norm.ppf(PARTS))
    return float(np.abs(ours / (gamma.ppf(PARTS, shape) / shape) - 1).max())


@pytest.mark.parametrize(
    ("shapes", "at_most"),
    [((4, 5, 7, 9.9), 0.005), ((10, 30, 100, 1e4, 1e6), 0.001), ((100, 1e4, 1e6), 0.0001)],
)
def test_cubes_are_as_near_to_the_gamma_as_they_say(
    shapes: tuple[float, ...], at_most: float
) -> None:
    assert max(worst(shape) for shape in shapes) < at_most


def test_cubes_of_less_than_four_are_not_near_and_say_so() -> None:
    assert worst(1) > 0.01
    assert worst(0.3) > 0.1


@pytest.mark.parametrize(
    ("shape", "short"), [(0.3, 0.035), (0.5, 0.011), (1, 0.002), (3, 2e-4), (50, 2e-4)]
)
def test_the_mean_of_cubes_falls_short_by_no_more_than_is_said(shape: float, short: float) -> None:
    normal = standard_normals(100_000)
    mean = cubed(np.full_like(normal, shape), normal).mean()
    assert 1 - short < mean < 1 + 1e-4


@pytest.mark.parametrize("cv", [0.3, 0.75, 1.0, 2.0])
@pytest.mark.parametrize("ceiling", CEILINGS)
def test_a_ceiling_leaves_of_lognormal_bills_what_the_closed_form_says(
    cv: float, ceiling: float
) -> None:
    mean, square = lognormal_bills(cv).moments(np.array([5e6]), 5e6 * ceiling)
    assert mean[0] / 5e6 == pytest.approx(under_lognormal(cv, ceiling, 1), rel=1e-4)
    assert square[0] / 25e12 == pytest.approx(under_lognormal(cv, ceiling, 2), rel=1e-4)


@pytest.mark.parametrize("cv", [0.3, 0.75, 2.0])
def test_without_a_ceiling_lognormal_bills_have_their_own_moments(cv: float) -> None:
    mean, square = lognormal_bills(cv).moments(np.array([5e6]), None)
    assert mean[0] == 5e6
    assert square[0] == pytest.approx(25e12 * (1 + cv * cv))


@pytest.mark.parametrize("cv", [0.3, 0.75, 2.0])
def test_no_higher_ceiling_and_no_larger_bill_gives_less(cv: float) -> None:
    scales = np.exp(np.linspace(log(1e3), log(1e9), 20_001))
    bills = lognormal_bills(cv)
    for found in bills.moments(scales, 2e6):
        assert (np.diff(found) >= -1e-12 * found[1:]).all()
    ceilings = [bills.moments(np.array([5e6]), limit)[0][0] for limit in scales]
    assert all(later >= before * (1 - 1e-12) for before, later in pairwise(ceilings))
    assert all(paid <= limit * (1 + 1e-9) for paid, limit in zip(ceilings, scales, strict=True))


def pareto_sum(index: float, until: float, limit: float | None, power: int) -> float:
    """E[min(X, c)^p · (X <= u)] of a Pareto X of floor 1, by scipy's quadrature."""

    def worth(x: float) -> float:
        return float((x if limit is None else min(x, limit)) ** power * pareto.pdf(x, index))

    breaks = [limit] if limit is not None and 1 < limit < until else None
    return float(quad(worth, 1, until, points=breaks, limit=200)[0])


@pytest.mark.parametrize("index", INDICES)
@pytest.mark.parametrize("until", [1.0, 1.3, 7.0])
@pytest.mark.parametrize("limit", [None, 0.4, 1.0, 1.2, 3.0, 50.0])
def test_pareto_bills_pay_what_scipy_adds_up(
    index: float, until: float, limit: float | None
) -> None:
    found = pareto_sums(index, np.array([until]), None if limit is None else np.array([limit]))
    for power, value in enumerate(found, 1):
        assert value[0] == pytest.approx(pareto_sum(index, until, limit, power), abs=1e-9)


@pytest.mark.parametrize("index", INDICES)
def test_more_of_the_pareto_law_never_pays_less(index: float) -> None:
    until = np.linspace(1, 30, 5_000)
    limits: tuple[Array | None, ...] = (None, np.full_like(until, 0.5), np.full_like(until, 4.0))
    for limit in limits:
        for found in pareto_sums(index, until, limit):
            assert (np.diff(found) >= -1e-12).all()
