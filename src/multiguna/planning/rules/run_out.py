"""When the money is used up: thousands of possible rests of the year, each as likely as the others.

A path begins with everything promised by today (with the error of what is not known yet), draws a
level, a slope and a season from what the past says of them (`levels`), lets them wander and jump as
they did before, and gives each day a gamma-distributed cost with the weekday's share.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil

import numpy as np

from multiguna.planning.rules.levels import (
    JUMP,
    SLOPE_STAYS,
    WAVE_STAYS,
    WEEK,
    Array,
    Belief,
    learn_level,
    season_of,
    weekday_shares,
    weeks_of,
)
from multiguna.planning.terms import FanPoint, Projection, RunOut

PATHS = 2000
LEAST_WEEKS = 2
"""Fewer whole weeks of promises than these say nothing about a year."""
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


def project(
    daily_idr: Sequence[int] | Array,
    *,
    on: date,
    until: date,
    spent_idr: float,
    spent_se_idr: float = 0,
    limits_idr: Sequence[int] = (),
    paths: int = PATHS,
    seed: int = 1,
) -> Projection | None:
    """The use of the budget from day `on` to the end of day `until`, and when limits are used up.

    `daily_idr` is the promised cost of each day, the last one that of `on` (as many days as there
    are, at best two years; days without cost are zeros). `spent_idr` is everything used of the
    year's budget by the end of `on`, known or estimated, `spent_se_idr` its standard error. One
    run-out for each of `limits_idr`, in their order. The same arguments give the same answer. None
    when there are fewer than two whole weeks with promises.
    """
    daily = np.asarray(daily_idr, dtype=np.float64)
    weekly = weeks_of(daily)
    if len(weekly) < LEAST_WEEKS or not weekly.any():
        return None
    rng = np.random.default_rng(seed)
    days = max(0, (until - on).days)
    start = spent_idr + spent_se_idr * rng.standard_normal(paths)
    costs = _paths(learn_level(weekly, on), on, days, paths, rng)
    costs *= weekday_shares(daily, on)[(on.weekday() + 1 + np.arange(days)) % WEEK, None]
    used = np.cumsum(np.vstack([start, costs]), axis=0)
    return Projection(_fan(used, on), tuple(_run_out(used, on, limit) for limit in limits_idr))


def _paths(belief: Belief, on: date, days: int, paths: int, rng: np.random.Generator) -> Array:
    """Costs of the days after `on`, without weekdays: one row a day, one column a path."""
    which = rng.choice(len(belief.weights), size=paths, p=belief.weights)
    roots = np.linalg.cholesky(belief.covariances + 1e-12 * np.eye(5))
    state = belief.means[which] + np.einsum(
        "pst,pt->ps", roots[which], rng.standard_normal((paths, 5))
    )
    level, slope, cosine, sine, wave = state.T.copy()
    level_step, slope_step, _, _, wave_step = belief.steps[which].T
    count = ceil(days / WEEK)
    cosines, sines = season_of(on, WEEK * np.arange(count) + WEEK // 2 + 1)
    logs = np.empty((count, paths))
    for week in range(count):
        jumps = rng.random(paths) < belief.jumps_a_week
        wanders = rng.standard_normal((4, paths))
        level += slope + level_step * wanders[0] + jumps * JUMP * wanders[1]
        slope *= SLOPE_STAYS
        slope += slope_step * wanders[2]
        wave *= WAVE_STAYS
        wave += wave_step * wanders[3]
        logs[week] = level + cosines[week] * cosine + sines[week] * sine + wave
    shape, lift = _gamma(belief.noise[which] ** 2)
    means = np.repeat(np.exp(logs + lift) / WEEK, WEEK, axis=0)[:days]
    return means * rng.gamma(shape / WEEK, WEEK / shape, size=(days, paths))


def _gamma(noise: Array) -> tuple[Array, Array]:
    """The shape of a week's gamma whose logarithm has these variances, and by how much the
    logarithm of its mean lies above the mean of its logarithm (both by series in 1 / shape).
    """
    shape = (1 + np.sqrt(1 + 2 * noise)) / (2 * noise)
    return shape, 1 / (2 * shape) + 1 / (12 * shape**2)


def _fan(used: Array, on: date) -> tuple[FanPoint, ...]:
    """Low, middle and high of the paths at the end of each day, from day `on`."""
    low, middle, high = np.quantile(used, (LOW, MIDDLE, HIGH), axis=1).round().astype(np.int64)
    return tuple(
        FanPoint(on + timedelta(days=day), int(low[day]), int(middle[day]), int(high[day]))
        for day in range(len(used))
    )


def _run_out(used: Array, on: date, limit_idr: int) -> RunOut:
    """The days by which a tenth, half and nine tenths of the paths have used up a limit."""
    days, paths = used.shape
    lasted = np.sort((used < limit_idr).sum(axis=0))
    dates = [
        None if lasted[place] >= days else on + timedelta(days=int(lasted[place]))
        for place in (ceil(share * paths) - 1 for share in (LOW, MIDDLE, HIGH))
    ]
    reached = int((lasted >= days).sum())
    return RunOut(
        limit_idr, dates[0], dates[1], dates[2], (reached * 20_000 + paths) // (2 * paths)
    )
