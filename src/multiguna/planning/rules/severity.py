"""How dear a case is: moments of bills under a ceiling, for log-normal and Pareto bills.

A law of bills is a grid of its quantiles at unit mean (or unit floor); what a ceiling leaves of
mean and second moment is tabled once and read by interpolation, for thousands of runs at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
POINTS = 4096
"""Quantiles of a law: the mean of a log-normal bill is right to one in ten thousand."""
LIMITS = 512
FAR = 16.0
"""Ceilings beyond this many standard deviations of the logarithm take nothing."""


@dataclass(frozen=True, slots=True)
class Bills:
    """A law of bills at unit scale: its mean, second moment, and both under ceilings (log scale).

    `log_limits` ascend; `mean_under` and `square_under` are E[min(X, c)] and E[min(X, c)²].
    """

    mean: float
    square: float
    log_limits: Array
    mean_under: Array
    square_under: Array

    def moments(self, scale: Array, ceiling_idr: float | None) -> tuple[Array, Array]:
        """Mean and second moment of bills of these scales, of which a ceiling is paid at most.

        A higher ceiling never gives less, and neither does a larger scale.
        """
        if ceiling_idr is None:
            return scale * self.mean, np.square(scale) * self.square
        at = np.log(ceiling_idr) - np.log(scale)
        return (
            scale * np.interp(at, self.log_limits, self.mean_under),
            np.square(scale) * np.interp(at, self.log_limits, self.square_under),
        )


@cache
def standard_normals(count: int) -> Array:
    """The normal quantiles at the middles of `count` equal parts, ascending, standardised."""
    inverse = NormalDist().inv_cdf
    values = np.array([inverse((n + 0.5) / count) for n in range(count)])
    return np.asarray(values / values.std(), dtype=np.float64)


@cache
def lognormal_bills(cv: float) -> Bills:
    """Log-normal bills of mean 1 and coefficient of variation `cv`."""
    spread = sqrt(log(1 + cv * cv))
    quantiles = np.exp(spread * standard_normals(POINTS) - spread * spread / 2)
    return _tabled(quantiles / quantiles.mean(), 1.0, 1 + cv * cv)


@cache
def pareto_bills(index: float, until: float) -> Bills:
    """Pareto bills of floor 1 that are not beyond `until` (> 1)."""
    beyond = until**-index
    at = 1 - (np.arange(POINTS) + 0.5) / POINTS * (1 - beyond)
    quantiles = at ** (-1 / index)
    mean, square = (_pareto_moment(index, power, until, beyond) for power in (1, 2))
    return _tabled(quantiles * (mean / quantiles.mean()), mean, square)


def _pareto_moment(index: float, power: int, until: float, beyond: float) -> float:
    if index == power:
        return index * log(until) / (1 - beyond)
    return float(index / (index - power) * (1 - until ** (power - index)) / (1 - beyond))


def _tabled(quantiles: Array, mean: float, square: float) -> Bills:
    logs = np.log(quantiles)
    low, high = logs[0] - FAR, logs[-1]
    limits = np.concatenate([[low], np.linspace(logs[0], high, LIMITS)])
    under = np.minimum(quantiles, np.exp(limits)[:, None])
    means, squares = under.mean(axis=1), np.square(under).mean(axis=1)
    return Bills(mean, square, limits, means * (mean / means[-1]), squares * (square / squares[-1]))
