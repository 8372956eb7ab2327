"""Care that was given and not billed yet: chain ladder, Bornhuetter-Ferguson, Benktander.

A triangle is an array of cumulative amounts, one row per month of care (oldest first), one column
per age in months, NaN where the age lies in the future. Amounts inside are fractions; `reserve`
rounds them to whole rupiah. Point estimates and Mack's standard errors are those of the library
`chainladder` (tests compare them).

How sure the two methods with a prior are, they learn from the past: the same rule is asked for
every earlier month's end, and what has come since says how far off it was (`_hindsight`). So late
files that hit all months at once, and a prior that is often wrong, are in the interval without a
formula that foresees them.
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
ARRIVED = 0.9
"""The share of a month's bills that tells what the month came to."""
ENOUGH_PAST = 6
"""Month ends to look back on before they say more than a formula."""
UNSURE_PRIOR = 0.2
"""The relative error of a prior that no month has tested yet."""
MEMORY = 0.9
"""How much a month counts for the next one's prior, against the month after it."""


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

    `se² = process_se² + parameter_se²`, for each month and for the total. `past` counts the month
    ends that the process error was learned from, 0 when it is a formula's.
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
    past: int = 0

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

    A month stays at what it has where earlier months tell nothing, and at nothing where nothing has
    arrived: use a method with a prior there.
    """
    pattern = arrival_pattern(triangle)
    ages, latest = _ages(triangle), _latest(triangle)
    steps = np.arange(len(pattern.factors))
    future = steps >= ages[:, None]
    growing = future & np.isfinite(pattern.factors)
    path = latest[:, None] * np.cumprod(np.where(growing, pattern.factors, 1.0), axis=1)
    ultimates = path[:, -1] if len(steps) else latest
    before = np.column_stack([latest, path[:, :-1]]) if len(steps) else path
    with np.errstate(divide="ignore", invalid="ignore"):
        noise = np.where(future & (before > 0), pattern.sigma2 / pattern.factors**2 / before, 0.0)
    process = ultimates**2 * np.nan_to_num(noise).sum(axis=1)
    return _estimate(
        triangle, ultimates, process=process, moves=ultimates, relative=pattern.relative
    )


def bornhuetter_ferguson(triangle: Array, prior: Array) -> Estimate:
    """What is still to come is the prior's share of it, whatever has arrived."""
    return benktander(triangle, prior, iterations=1)


def benktander(triangle: Array, prior: Array, iterations: int = 2) -> Estimate:
    """Bornhuetter-Ferguson again with its own result as the prior (two: Benktander 1976).

    `prior` is what each month was expected to come to before its bills came (`trended_prior`). A
    month of which little has arrived rests on it, an old one on its own bills. The error of one
    month, with q the share still to come and k the iterations, is

        (q + … + q^(k-1))·(noise so far) + q^k·(error of the prior) - (noise to come)

    and, when enough months lie behind, it is stretched to what the total was off by at their ends.
    """
    assert iterations >= 1, "without an iteration there is only the prior"
    pattern = arrival_pattern(triangle)
    ages, latest = _ages(triangle), _latest(triangle)
    rest = 1 - pattern.shares[ages]
    ultimates = _again(latest, rest, prior, iterations)
    spread = _spread(triangle, pattern, ultimates)
    so_far = np.cumsum(spread)[ages]
    to_come = np.append(np.cumsum(spread[:0:-1])[::-1], 0.0)[ages]
    kept = _again(np.ones_like(rest), rest, np.zeros_like(rest), iterations) - 1
    process = np.maximum(ultimates, 0) * (to_come + kept**2 * so_far)
    process += (rest**iterations * prior * _prior_error(prior, ultimates, 1 - rest)) ** 2
    off, past = _hindsight(triangle, pattern, prior, ultimates, iterations)
    if past and process.sum() > 0:
        process *= (off * (ultimates - latest).sum()) ** 2 / process.sum()
    by_rest = np.zeros_like(rest)
    for time in range(iterations):
        by_rest = _again(latest, rest, prior, time) + rest * by_rest
    moves = by_rest * pattern.shares[ages]
    return _estimate(
        triangle, ultimates, process=process, moves=moves, relative=pattern.relative, past=past
    )


def trended_prior(triangle: Array, exposure: Array) -> Array:
    """What each month should come to, from the cost per exposure of the months before it.

    A line through the months before (weighted by what has arrived of them, older ones less) gives
    the next month's rate. The first months, which have too few before them, lie on the line of
    them all. `exposure` is whatever the cost moves with: best the expected cost of the month's
    guarantee letters, which are known at once; without letters the residents covered.
    """
    shares = arrival_pattern(triangle).shares[_ages(triangle)]
    rates = np.where(shares > 0, _latest(triangle) / np.where(shares > 0, exposure * shares, 1), 0)
    steps = np.arange(len(rates)) - np.arange(len(rates))[:, None]
    near = MEMORY ** np.abs(steps) * exposure * shares**2
    near = np.where((steps < 0) | (np.arange(len(rates)) < ENOUGH_PAST)[:, None], near, 0.0)
    flat, tilt, square = near.sum(axis=1), (near * steps).sum(axis=1), (near * steps**2).sum(axis=1)
    height, moment = near @ rates, (near * steps) @ rates
    spread = flat * square - tilt**2
    line = np.where(spread > 0, square * height - tilt * moment, height)
    rate = line / np.where(spread > 0, spread, np.where(flat > 0, flat, 1.0))
    return np.maximum(rate, 0) * exposure


def interval(
    mean: float, se: float, past: int = 0, low: float = LOW, high: float = HIGH
) -> tuple[float, float]:
    """Two quantiles of an amount: lognormal, or normal when the mean is lost in its error.

    An error learned from `past` cases is itself unsure: Student's t, by its first correction.
    """
    scores = []
    for share in (low, high):
        score = NormalDist().inv_cdf(share)
        scores.append(score + (score**3 + score) / (4 * past) if past else score)
    if mean * 10 <= se:
        return mean + se * scores[0], mean + se * scores[1]
    width = sqrt(log1p((se / mean) ** 2))
    middle = log(mean) - width**2 / 2
    return exp(middle + width * scores[0]), exp(middle + width * scores[1])


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
    low, high = interval(estimate.total, estimate.total_se, estimate.past)
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


def _again(latest: Array, rest: Array, prior: Array, iterations: int) -> Array:
    """The ultimate after so many rounds of: what has arrived, and the rest of the last round's."""
    ultimates = prior
    for _ in range(iterations):
        ultimates = latest + rest * ultimates
    return ultimates


def _prior_error(prior: Array, ultimates: Array, shares: Array) -> float:
    """The relative error of the prior in the months of which most has arrived."""
    tested = (shares >= ARRIVED) & (ultimates > 0)
    if tested.sum() < ENOUGH_PAST:
        return UNSURE_PRIOR
    return float(np.sqrt(np.mean((prior[tested] / ultimates[tested] - 1) ** 2)))


def _hindsight(
    triangle: Array, pattern: Pattern, prior: Array, ultimates: Array, iterations: int
) -> tuple[float, int]:
    """The relative error that the total had at earlier month ends, and how many these were.

    Every row is asked again at every earlier age, with today's pattern; the answers of one month's
    end lie on a diagonal. It counts when the months that then were young have arrived by now, and
    when there were enough months. (0, 0) when fewer than `ENOUGH_PAST` count.
    """
    ages = _ages(triangle)
    months, columns = (np.arange(size) for size in triangle.shape)
    arrived = pattern.shares[ages] >= ARRIVED
    use = arrived[:, None] & (columns < ages[:, None])
    then = np.where(use, triangle, 0.0)
    answers = _again(
        then, 1 - pattern.shares, np.repeat(prior[:, None], then.shape[1], 1), iterations
    )
    ends = np.add.outer(months, columns)[use]
    off = np.bincount(ends, (answers - ultimates[:, None])[use], minlength=1)
    open_then = np.bincount(ends, (answers - then)[use], minlength=1)
    first = int(np.argmax(pattern.shares >= ARRIVED))
    counted = slice(first, len(triangle) if arrived.all() else int(np.argmin(arrived)))
    off, open_then = off[counted], open_then[counted]
    if len(off) < ENOUGH_PAST or not (open_then**2).sum() > 0:
        return 0.0, 0
    return sqrt((off**2).sum() / (open_then**2).sum() * len(off) / (len(off) - 1)), len(off)


def _estimate(
    triangle: Array,
    ultimates: Array,
    *,
    process: Array,
    moves: Array,
    relative: Array,
    past: int = 0,
) -> Estimate:
    """Puts variances together: `process` is each month's own, the pattern's error is shared.

    `moves` is how each month's result moves with a relative change of the factors ahead of it, of
    which `relative` are the variances.
    """
    ages, latest = _ages(triangle), _latest(triangle)
    ahead = np.arange(len(relative)) >= ages[:, None]
    parameter = moves**2 * (ahead * relative).sum(axis=1)
    return Estimate(
        latest=latest,
        shares=arrival_pattern(triangle).shares[ages],
        ultimates=ultimates,
        ibnr=ultimates - latest,
        process_se=np.sqrt(process),
        parameter_se=np.sqrt(parameter),
        se=np.sqrt(process + parameter),
        total_process_se=sqrt(process.sum()),
        total_parameter_se=sqrt(((moves @ ahead) ** 2 * relative).sum()),
        past=past,
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
