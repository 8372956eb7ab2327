"""How dear a case is: moments of bills under a ceiling, for log-normal and Pareto bills.

What a ceiling leaves of a log-normal bill's mean and second moment is tabled once, at unit mean,
and read by interpolation for thousands of runs at once; of a Pareto bill it is a formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LIMITS, FAR = 1025, 10.0
"""Ceilings in a table, and how many standard deviations of a logarithm they reach either way."""


@dataclass(frozen=True, slots=True)
class Bills:
    """A law of bills at unit mean: its second moment, and both moments under ceilings.

    All in logarithms: `limits` ascend, `mean_under` and `square_under` are of E[min(X, c)] and
    E[min(X, c)²]. Between logarithms neither a higher ceiling nor a larger scale gives less.
    """

    square: float
    limits: Array
    mean_under: Array
    square_under: Array

    def moments(self, scale: Array, ceiling_idr: float | None) -> tuple[Array, Array]:
        """Mean and second moment of bills of these means, of which a ceiling is paid at most.

        A higher ceiling never gives less, and neither does a larger mean.
        """
        if ceiling_idr is None:
            return scale, np.square(scale) * self.square
        at = np.log(ceiling_idr) - np.log(scale)
        # Below the lowest ceiling of the table every bill pays the ceiling whole.
        below = np.minimum(at - self.limits[0], 0)
        return (
            scale * np.exp(np.interp(at, self.limits, self.mean_under) + below),
            np.square(scale) * np.exp(np.interp(at, self.limits, self.square_under) + 2 * below),
        )


@cache
def standard_normals(count: int) -> Array:
    """The normal quantiles at the middles of `count` equal parts, ascending, standardised."""
    inverse = NormalDist().inv_cdf
    values = np.array([inverse((n + 0.5) / count) for n in range(count)])
    return np.asarray(values / values.std(), dtype=np.float64)


@cache
def lognormal_bills(cv: float) -> Bills:
    """Log-normal bills of mean 1 and coefficient of variation `cv` (above 0)."""
    spread = sqrt(log(1 + cv * cv))
    steps = np.linspace(-FAR, FAR, LIMITS)
    limits = spread * steps - spread * spread / 2
    means, squares = ([_lognormal_under(spread, step, power) for step in steps] for power in (1, 2))
    return Bills(1 + cv * cv, limits, np.log(means), np.log(squares))


def _lognormal_under(spread: float, step: float, power: int) -> float:
    """E[min(X, c)^power], with c `step` standard deviations above the middle of log X."""
    part = NormalDist().cdf
    whole = exp(power * (power - 1) * spread * spread / 2)
    ceiling = exp(power * (spread * step - spread * spread / 2))
    return whole * part(step - power * spread) + ceiling * part(-step)


def pareto_sums(index: float, until: Array, limit: Array | None) -> tuple[Array, Array]:
    """What bills of a Pareto law of floor 1 pay that are not beyond `until`, and its square.

    For each bill of the whole law, of which a bill pays `limit` at most: E[min(X, c) · (X <= u)].
    """
    if limit is None:
        return _below(index, 1, until), _below(index, 2, until)
    reached = np.clip(limit, 1, until)
    limited = reached**-index - until**-index
    paid = np.minimum(limit, reached)
    return (
        _below(index, 1, reached) + paid * limited,
        _below(index, 2, reached) + np.square(paid) * limited,
    )


def _below(index: float, power: int, until: Array) -> Array:
    if index == power:
        return index * np.log(until)
    return np.asarray(index / (index - power) * (1 - until ** (power - index)))
