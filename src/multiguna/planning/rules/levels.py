"""How much is promised a week now, how that moves, and how sure this is.

A week's cost is, in logarithms, a level that wanders, a slope that fades, a season of the year and
noise. Now and then the level jumps (a card is no longer needed, a hospital joins) or one week is
unlike the others (a feast, an outbreak): every week is read in these three ways at once, and each
counts by how well it explains the week. So a step is believed within weeks, and one odd week is
not. How restless level and slope are is not set but learned: a grid of possibilities is weighted
by the past (a mixture of Kalman filters: Harrison and Stevens 1976; West and Harrison 1997, 12).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WEEK = 7
HISTORY_WEEKS = 130
"""How far back is looked: two seasons and a half."""
LEVEL_STEPS = (0.002, 0.008)
SLOPE_STEPS = (0.0003, 0.003)
WAVE_STEPS = (0.0, 0.015, 0.03)
NOISE_FACTORS = (0.8, 1.2)
"""The grid: by how much level, slope and wave move in a week, and the noise beside the usual."""
RESTLESS_SLOPE = 0.05
"""How likely the second slope is, before the past has spoken: a programme that takes off."""
SLOPE_STAYS, WAVE_STAYS = 0.985, 0.75
"""What is left after a week of a slope (half in ten months) and of a wave (half in 17 days)."""
FIRST_SLOPE, SEASON = 0.006, 0.05
"""Before anything is known: a slope of ±0.6 % a week, a season of ±5 % each way."""
JUMP, JUMPS_A_YEAR = 0.25, 0.4
ODD, ODD_WEEKS_A_YEAR = 0.40, 2.0
"""The size of jumps and of odd weeks, in logarithms, and how often they are expected."""
WEEKS_A_YEAR, DAYS_A_YEAR = 52.18, 365.25
USUAL_NOISE, USUAL_WEIGHT = 0.08, 4
"""The noise of a week before weeks are known, and for how many weeks it counts."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What the past says of the present: one entry per possibility of the grid.

    A state is (level, slope, cosine, sine, wave), the level as the logarithm of a week's cost.
    `steps` are the standard deviations by which a state moves in a week.
    """

    weights: Array
    means: Array
    covariances: Array
    noise: Array
    steps: Array
    jumps_a_week: float


def weeks_of(daily_idr: Array) -> Array:
    """Whole weeks that end with the last day, oldest first, from the first day with any cost.

    >>> weeks_of(np.array([0.0, 0.0, *[1.0] * 16])).tolist()
    [7.0, 7.0]
    """
    began = np.flatnonzero(daily_idr > 0)
    usable = daily_idr[began[0] :] if len(began) else daily_idr[:0]
    count = min(len(usable) // WEEK, HISTORY_WEEKS)
    weeks: Array = usable[len(usable) - count * WEEK :].reshape(count, WEEK).sum(axis=1)
    return weeks


def season_of(on: date, days: NDArray[np.int64]) -> tuple[Array, Array]:
    """Cosine and sine of the time of year, so many days after a day."""
    angle = np.asarray((on.toordinal() + days) * (2 * np.pi / DAYS_A_YEAR), dtype=np.float64)
    return np.cos(angle), np.sin(angle)


def weekday_shares(daily_idr: Array, on: date) -> Array:
    """What each weekday (Monday first) is beside a mean day, from the last half year.

    Two even weeks are counted in, so that a young programme has no wild pattern.
    """
    count = min(len(daily_idr) // WEEK, 26)
    days = daily_idr[len(daily_idr) - count * WEEK :].reshape(count, WEEK)
    mean = days.mean() if count else 0.0
    by_place = days.sum(axis=0) + 2 * mean if mean > 0 else np.ones(WEEK)
    first = (on - timedelta(days=WEEK - 1)).weekday()
    return np.roll(by_place / by_place.mean(), first)


def learn_level(weekly: Array, on: date) -> Belief:
    """Reads the weeks one after the other; the last one ends on day `on`."""
    logs = np.log(np.maximum(weekly, 0.05 * weekly.mean()))
    grid = np.array(list(product(LEVEL_STEPS, SLOPE_STEPS, WAVE_STEPS, NOISE_FACTORS)))
    steps = np.zeros((len(grid), 5))
    steps[:, [0, 1, 4]] = grid[:, :3]
    noise = grid[:, 3] * _usual_noise(logs)
    cosines, sines = season_of(on, WEEK * np.arange(1 - len(logs), 1) - WEEK // 2)
    start = np.median(logs[:4])
    means = np.tile(np.array((start, 0.0, 0.0, 0.0, 0.0)), (len(grid), 1))
    covariances = np.tile(np.diag((0.5, FIRST_SLOPE, SEASON, SEASON, 0.0)) ** 2, (len(grid), 1, 1))
    jump, odd = JUMPS_A_YEAR / WEEKS_A_YEAR, ODD_WEEKS_A_YEAR / WEEKS_A_YEAR
    ways = np.log(np.array((1 - jump - odd, jump, odd)))
    scores = np.log(np.where(grid[:, 1] > SLOPE_STEPS[0], RESTLESS_SLOPE, 1 - RESTLESS_SLOPE))
    jumped = np.zeros(len(grid))
    for log, cosine, sine in zip(logs, cosines, sines, strict=True):
        means, covariances = _a_week_on(means, covariances, steps)
        seen = np.array((1.0, 0.0, cosine, sine, 1.0))
        means, covariances, fit, ways_now = _read(means, covariances, noise, seen, log, ways)
        scores += fit
        jumped += ways_now[:, 1]
    weights = np.exp(scores - scores.max())
    weights /= weights.sum()
    jumps = (1 + weights @ jumped) / (1 / JUMPS_A_YEAR + len(logs) / WEEKS_A_YEAR)
    return Belief(
        weights=weights,
        means=means,
        covariances=covariances,
        noise=noise,
        steps=steps,
        jumps_a_week=float(jumps / WEEKS_A_YEAR),
    )


def _usual_noise(logs: Array) -> float:
    """The size of differences between neighbouring weeks that is not upset by single ones."""
    if len(logs) < 2:
        return USUAL_NOISE
    usual = 1.4826 * np.median(np.abs(np.diff(logs))) / np.sqrt(2)
    count = len(logs) - 1
    squares = count * usual**2 + USUAL_WEIGHT * USUAL_NOISE**2
    return float(max(0.01, np.sqrt(squares / (count + USUAL_WEIGHT))))


def _a_week_on(means: Array, covariances: Array, steps: Array) -> tuple[Array, Array]:
    """States a week later: the slope moves the level and fades, the wave passes, all wander."""
    move = np.diag((1.0, SLOPE_STAYS, 1.0, 1.0, WAVE_STAYS))
    move[0, 1] = 1.0
    return means @ move.T, move @ covariances @ move.T + steps[:, None] ** 2 * np.eye(5)


def _read(
    means: Array, covariances: Array, noise: Array, seen: Array, log: float, ways: Array
) -> tuple[Array, Array, Array, Array]:
    """States after a week is seen, how well it fitted, and how likely each way of reading it was.

    The three ways (as ever, a jump, an odd week) are joined again to one mean and covariance.
    """
    spread = np.repeat(covariances[:, None], 3, axis=1)
    spread[:, 1, 0, 0] += JUMP**2
    error = noise[:, None] ** 2 + np.array((0.0, 0.0, ODD**2))
    reach = spread @ seen
    variance = reach @ seen + error
    surprise = log - means @ seen
    fits = ways - 0.5 * (np.log(variance) + surprise[:, None] ** 2 / variance)
    best = fits.max(axis=1)
    likely = np.exp(fits - best[:, None])
    fit = best + np.log(likely.sum(axis=1))
    likely /= likely.sum(axis=1, keepdims=True)
    gain = reach / variance[..., None]
    after = means[:, None] + gain * surprise[:, None, None]
    spread = spread - gain[..., None] * reach[..., None, :]
    mean = np.einsum("gw,gws->gs", likely, after)
    apart = after - mean[:, None]
    spread = spread + apart[..., None] * apart[..., None, :]
    return mean, np.einsum("gw,gwst->gst", likely, spread), fit, likely
