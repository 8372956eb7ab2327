"""Care that was given and not billed yet: chain ladder, Bornhuetter-Ferguson, Benktander.

A triangle is an array of cumulative amounts, one row per month of care (oldest first), one column
per age in months, NaN where the age lies in the future. Amounts inside are fractions; `reserve`
rounds them to whole rupiah. Point estimates and Mack's standard errors are those of the library
`chainladder` (tests compare them); the prediction error of the other two methods is the delta
method on the same variances:

    error = (q + … + q^(k-1))·(noise so far) + q^k·(error of the prior) - (noise to come)
            + (slope in q)·(error of the pattern)

with q the share still to come and k the iterations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log, log1p, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from multiguna.planning.terms import Method, Reserve, ReserveMonth

Array = NDArray[np.float64]
LOW, HIGH = 0.05, 0.95
"""The interval of a reserve: nine cases of ten."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What each month of care was expected to cost before any bill came.

    `level_cv` is the relative error that all months share (the rate was wrong), `month_cv` the one
    each month has by itself (more people fell ill).
    """

    ultimates: Array
    level_cv: float = 0.0
    month_cv: float = 0.0


@dataclass(frozen=True, slots=True)
class Pattern:
    """How claims arrive: factors from age to age, and how much these vary (Mack 1993).

    `factors`, `sigma2` and `volumes` have one entry per step between ages, `shares` one per age:
    the part of a month's final amount that has arrived then. A factor is infinite when nothing
    ever arrived at the earlier age.
    """

    factors: Array
    sigma2: Array
    volumes: Array
    shares: Array

    @property
    def relative(self) -> Array:
        """The squared relative error of each factor's estimate."""
        with np.errstate(divide="ignore", invalid="ignore"):
            error = self.sigma2 / self.factors**2 / self.volumes
        return np.where(np.isfinite(error), error, 0.0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a method makes of a triangle; arrays have one entry per month of care.

    `se² = process_se² + parameter_se²`, for each month and for the total.
    """

    latest: Array
    shares: Array
    ultimates: Array
    ibnr: Array
    process_se: Array
    parameter_se: Array
    se: Array
    total_process_se: float
    total_parameter_se: float

    @property
    def total(self) -> float:
        """All that is still to arrive."""
        return float(self.ibnr.sum())

    @property
    def total_se(self) -> float:
        """The standard error of the total."""
        return sqrt(self.total_process_se**2 + self.total_parameter_se**2)


def arrival_pattern(triangle: Array) -> Pattern:
    """Volume-weighted factors of all months, and Mack's variances (the last one by his rule).

    >>> arrival_pattern(np.array([[1.0, 2.0, 2.0], [2.0, 4.0, np.nan]])).factors.tolist()
    [2.0, 1.0]
    """
    before, after = triangle[:, :-1], triangle[:, 1:]
    known = np.isfinite(after)
    before = np.where(known, before, 0.0)
    after = np.where(known, after, 0.0)
    volumes = before.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = after.sum(axis=0) / volumes
        factors = np.where(np.isnan(factors), 1.0, factors)
        squares = np.where(before > 0, before * (after / before - factors) ** 2, 0.0).sum(axis=0)
    free = (before > 0).sum(axis=0) - 1
    sigma2 = np.where(free > 0, squares / np.maximum(free, 1), 0.0)
    for k in np.flatnonzero(free < 1):
        if k >= 2 and sigma2[k - 2] > 0:
            one, two = sigma2[k - 1], sigma2[k - 2]
            sigma2[k] = min(one**2 / two, one, two)
    to_come = np.append(np.cumprod(factors[::-1])[::-1], 1.0)
    return Pattern(factors, sigma2, volumes, 1 / to_come)


def chain_ladder(triangle: Array) -> Estimate:
    """Every month grows as earlier months grew at its age; Mack's process and parameter errors.

    A month of which nothing has arrived stays at nothing: use a method with a prior there.
    """
    pattern = arrival_pattern(triangle)
    ages, latest = _ages(triangle), _latest(triangle)
    steps = np.arange(len(pattern.factors))
    future = steps >= ages[:, None]
    with np.errstate(invalid="ignore"):
        growth = np.cumprod(np.where(future, pattern.factors, 1.0), axis=1)
        path = np.nan_to_num(latest[:, None] * growth, posinf=0.0)
    ultimates = path[:, -1] if len(steps) else latest
    before = np.column_stack([latest, path[:, :-1]]) if len(steps) else path
    with np.errstate(divide="ignore", invalid="ignore"):
        noise = np.where(future & (before > 0), pattern.sigma2 / pattern.factors**2 / before, 0.0)
    process = ultimates**2 * np.nan_to_num(noise).sum(axis=1)
    return _estimate(
        triangle, ultimates, process=process, moves=ultimates, relative=pattern.relative
    )


def bornhuetter_ferguson(triangle: Array, prior: Prior) -> Estimate:
    """What is still to come is the prior's share of it, whatever has arrived."""
    return benktander(triangle, prior, iterations=1)


def benktander(triangle: Array, prior: Prior, iterations: int = 2) -> Estimate:
    """Bornhuetter-Ferguson again with its own result as the prior (two: Benktander 1976).

    A month of which little has arrived rests on the prior, an old one on its own bills.
    """
    assert iterations >= 1, "without an iteration there is only the prior"
    pattern = arrival_pattern(triangle)
    ages, latest = _ages(triangle), _latest(triangle)
    rest = 1 - pattern.shares[ages]
    ultimates, by_rest, by_latest = prior.ultimates, np.zeros_like(rest), np.zeros_like(rest)
    for _ in range(iterations):
        by_rest = ultimates + rest * by_rest
        by_latest = 1 + rest * by_latest
        ultimates = latest + rest * ultimates
    spread = _spread(triangle, pattern, ultimates)
    so_far = np.cumsum(spread)[ages]
    to_come = np.append(np.cumsum(spread[:0:-1])[::-1], 0.0)[ages]
    noise = np.maximum(ultimates, 0) * (to_come + (by_latest - 1) ** 2 * so_far)
    on_prior = rest**iterations * prior.ultimates
    return _estimate(
        triangle,
        ultimates,
        process=noise + (on_prior * prior.month_cv) ** 2,
        moves=by_rest * pattern.shares[ages],
        relative=pattern.relative,
        shared=on_prior * prior.level_cv,
    )


def interval(mean: float, se: float, low: float = LOW, high: float = HIGH) -> tuple[float, float]:
    """Two quantiles of an amount with this mean and error: lognormal when the mean is positive."""
    normal = NormalDist()
    if mean <= 0:
        return mean + se * normal.inv_cdf(low), mean + se * normal.inv_cdf(high)
    width = sqrt(log1p((se / mean) ** 2))
    middle = log(mean) - width**2 / 2
    return exp(middle + width * normal.inv_cdf(low)), exp(middle + width * normal.inv_cdf(high))


def reserve(method: Method, months: Sequence[date], estimate: Estimate) -> Reserve:
    """The estimate in whole rupiah; each month is rounded by itself and the totals add them up."""
    rows = tuple(
        ReserveMonth(month, known, _whole(share * 10_000), known + ibnr, ibnr, _whole(se))
        for month, known, share, ibnr, se in zip(
            months,
            map(_whole, estimate.latest),
            estimate.shares,
            map(_whole, estimate.ibnr),
            estimate.se,
            strict=True,
        )
    )
    known, ibnr = sum(row.known_idr for row in rows), sum(row.ibnr_idr for row in rows)
    low, high = interval(estimate.total, estimate.total_se)
    return Reserve(
        method=method,
        months=rows,
        known_idr=known,
        ultimate_idr=known + ibnr,
        ibnr_idr=ibnr,
        process_se_idr=_whole(estimate.total_process_se),
        parameter_se_idr=_whole(estimate.total_parameter_se),
        se_idr=_whole(estimate.total_se),
        low_idr=_whole(low),
        high_idr=_whole(high),
    )


def _whole(amount: float) -> int:
    return round(float(amount))


def _estimate(
    triangle: Array,
    ultimates: Array,
    *,
    process: Array,
    moves: Array,
    relative: Array,
    shared: Array | None = None,
) -> Estimate:
    """Puts variances together: `process` is each month's own, the pattern's error is shared.

    `moves` is how each month's result moves with a relative change of the factors ahead of it, of
    which `relative` are the variances; `shared` is one error that all months have together.
    """
    ages, latest = _ages(triangle), _latest(triangle)
    ahead = np.arange(len(relative)) >= ages[:, None]
    common = np.zeros_like(ultimates) if shared is None else shared
    parameter = moves**2 * (ahead * relative).sum(axis=1) + common**2
    total_parameter = ((moves @ ahead) ** 2 * relative).sum() + common.sum() ** 2
    return Estimate(
        latest=latest,
        shares=arrival_pattern(triangle).shares[ages],
        ultimates=ultimates,
        ibnr=ultimates - latest,
        process_se=np.sqrt(process),
        parameter_se=np.sqrt(parameter),
        se=np.sqrt(process + parameter),
        total_process_se=sqrt(process.sum()),
        total_parameter_se=sqrt(total_parameter),
    )


def _spread(triangle: Array, pattern: Pattern, ultimates: Array) -> Array:
    """The variance of what arrives at each age, per rupiah of a month's final amount.

    From the differences between what arrived and the pattern; an age seen once or never takes the
    one before.
    """
    arrived = np.diff(triangle, axis=1, prepend=0.0)
    known = np.isfinite(arrived)
    weights = np.where(known, np.maximum(ultimates, 0)[:, None], 0.0)
    expected = ultimates[:, None] * np.diff(pattern.shares, prepend=0.0)
    squares = np.where(known, arrived - expected, 0.0) ** 2
    seen, volume = known.sum(axis=0), weights.sum(axis=0)
    usable = (seen > 1) & (volume > 0)
    spread = np.where(usable, squares.sum(axis=0) / np.where(usable, volume, 1.0), 0.0)
    spread *= seen / np.maximum(seen - 1, 1)
    for age in np.flatnonzero(~usable[1:]) + 1:
        spread[age] = spread[age - 1]
    return spread


def _ages(triangle: Array) -> NDArray[np.intp]:
    """The age each month has reached: the column of its latest amount."""
    ages: NDArray[np.intp] = np.isfinite(triangle).sum(axis=1) - 1
    return ages


def _latest(triangle: Array) -> Array:
    return triangle[np.arange(len(triangle)), _ages(triangle)]
