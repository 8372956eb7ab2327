"""Two quantiles that intervals need, from the incomplete beta function; 95 % both sides."""

from __future__ import annotations

import math
from functools import lru_cache

ALPHA = 0.05
_STEPS, _HALVINGS, _NEAR, _TINY = 200, 50, 1e-13, 1e-300


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction.

    >>> round(incomplete_beta(2, 3, 0.4), 6)
    0.5248
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        + a * math.log(x) + b * math.log1p(-x)
    )  # fmt: skip
    return front * _fraction(a, b, x) / a


def _fraction(a: float, b: float, x: float) -> float:
    """Lentz's method for the continued fraction of the incomplete beta function."""
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > _TINY else _TINY)
    value = d
    for m in range(1, _STEPS):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + numerator * d
            d = 1 / (d if abs(d) > _TINY else _TINY)
            c = 1 + numerator / c
            c = c if abs(c) > _TINY else _TINY
            value *= c * d
        if abs(c * d - 1) < _NEAR:
            break
    return value


def _beta_quantile(share: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if incomplete_beta(a, b, middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@lru_cache(maxsize=4096)
def binomial_interval(hits: float, tries: float) -> tuple[float, float]:
    """The exact (Clopper-Pearson) 95 % interval of a share; effective sizes need not be whole.

    >>> [round(end, 4) for end in binomial_interval(0, 30)]
    [0.0, 0.1157]
    """
    low = 0.0 if hits <= 0 else _beta_quantile(ALPHA / 2, hits, tries - hits + 1)
    high = 1.0 if hits >= tries else _beta_quantile(1 - ALPHA / 2, hits + 1, tries - hits)
    return low, high


@lru_cache(maxsize=1024)
def student_t(freedom: float) -> float:
    """How many standard errors a 95 % interval reaches, by the degrees of freedom.

    >>> round(student_t(10), 3), round(student_t(100_000), 2)
    (2.228, 1.96)
    """
    low, high = 0.0, 1e4
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if incomplete_beta(freedom / 2, 0.5, freedom / (freedom + middle**2)) > ALPHA:
            low = middle
        else:
            high = middle
    return (low + high) / 2
