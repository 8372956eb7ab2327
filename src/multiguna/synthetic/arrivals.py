"""What a city's care costs month by month and day by day, as numbers alone, drawn from a seed.

For trying out forecasts on hundreds of cities whose truth is known. Nobody's visit is in it; the
city with people, letters and files is `synthetic.city`. What is drawn, and why it is believable:

- Visits come at the rate of Tangerang in 2012 (17,380 inpatients, 40,567 outpatients a year), at a
  level of their own in every city and with a growth that comes and goes. A season (rain and dengue
  at the year's start), weekdays, a festive week and waves that last some weeks move them; on top
  they scatter more than a Poisson count does.
- Once in two years, on the average, a shock: within days or two months people come more often for
  good (no card is needed any more, a hospital joins, as in January 2013) or less (some
  hospitals restrict their service), mostly by up to a quarter, now and then by half.
- Costs are gamma within a kind of case. The kinds together (a clinic visit, dialysis, a ward stay,
  intensive care) have the heavy right tail of real bills, with the means of 2012.
- Bills arrive by file: part in the month of care, most in the first days of the next, a tail of
  late ones (lognormal) up to a year. Now and then a whole hospital's file comes a month late.
- A letter stands before nearly every visit: a few emergencies have none, a few letters stay unused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from multiguna.synthetic.demand import SEASON

Array = NDArray[np.float64]
Kind = tuple[float, float, float]
"""A kind of case: its share of the visits, mean cost in rupiah, coefficient of variation."""

INPATIENT: tuple[Kind, ...] = (
    (0.62, 1.6e6, 0.6),
    (0.29, 3.6e6, 0.6),
    (0.08, 8.0e6, 0.7),
    (0.01, 25e6, 0.6),
)
OUTPATIENT: tuple[Kind, ...] = ((0.85, 0.25e6, 0.6), (0.12, 0.8e6, 0.25), (0.03, 1.3e6, 0.8))
CARES = ((17_380, INPATIENT), (40_567, OUTPATIENT))
"""Visits a year, and their kinds."""

AGES = 14
"""Ages in months at which bills arrive: 0 to 13."""
SAME_MONTH, NEXT_MONTH = 0.16, 0.62
LATE_MEDIAN_MONTHS, LATE_SPREAD = 1.6, 0.8
HOSPITALS, FILE_MISSED = 32, 0.01
WITHOUT_LETTER, UNUSED_LETTERS = 0.03, 0.04
SCATTER_OF_A_MONTH = 0.05

WEEKDAYS = np.array((1.15, 1.10, 1.06, 1.04, 1.00, 0.92, 0.73))
SHOCKS_A_YEAR = 0.5
FESTIVE_DAYS, FESTIVE_LEVEL = 7, 0.6


@dataclass(frozen=True, slots=True)
class Origins:
    """Months of care of one city: `received[month, age]` in rupiah, everything that ever came.

    `letters` is the expected cost of each month's guarantee letters, `residents` who was covered.
    """

    received: Array
    letters: Array
    residents: Array

    def triangle(self, seen: int) -> Array:
        """What is known at the end of month `seen - 1`: cumulative, NaN where time has not come."""
        months, ages = np.indices((seen, self.received.shape[1]))
        known = np.cumsum(self.received[:seen], axis=1)
        return np.where(months + ages < seen, known, np.nan)

    def to_come(self, seen: int) -> float:
        """What came after that month's end for the months until then."""
        months, ages = np.indices((seen, self.received.shape[1]))
        return float(self.received[:seen][months + ages >= seen].sum())


@dataclass(frozen=True, slots=True)
class Year:
    """One city's promised cost day by day, from a year before `start` to a year after its end.

    `limit_idr` is the year's budget: a share of what last year's cost would come to again.
    """

    start: date
    daily: Array
    limit_idr: int

    def until(self, on: date) -> Array:
        """The days up to and including one."""
        return self.daily[: (on - self.start).days + 366]

    def spent(self, on: date) -> float:
        """Everything promised from the year's start to the end of a day."""
        return float(self.daily[365 : (on - self.start).days + 366].sum())

    def runs_out(self) -> date | None:
        """The day on which the promises of the year, carried on after its end, use up the limit."""
        used = np.cumsum(self.daily[365:])
        day = int(np.searchsorted(used, self.limit_idr))
        return None if day == len(used) else self.start + timedelta(days=day)


def monthly_origins(seed: int, months: int = 36) -> Origins:
    """The months of care of one city, and when their bills arrive."""
    rng = np.random.default_rng([seed, 1])
    time = np.arange(months)
    residents = 1_800_000 * np.full(months, 1.001).cumprod()
    level = rng.uniform(0.8, 1.2) * np.exp(rng.normal(0.010, 0.006) * time)
    if rng.random() < 0.3:
        level *= np.where(time >= rng.integers(6, months), rng.uniform(1.1, 1.5), 1.0)
    season = 1 + rng.uniform(0.5, 1.2) * (np.array(SEASON)[(rng.integers(12) + time) % 12] - 1)
    level *= season * np.exp(_fluctuation(rng, months, 0.5, 0.02)) * residents / residents[0]
    sizes = np.arange(1, HOSPITALS + 1) ** -0.6
    received, letters = np.zeros((months, HOSPITALS, AGES)), np.zeros(months)
    for visits_a_year, kinds in CARES:
        expected = visits_a_year / 12 * level * _scatter(rng, months, SCATTER_OF_A_MONTH)
        cells = expected[:, None, None] * (sizes / sizes.sum())[:, None] * arrival_shares()
        visits, cost = _bills(rng, cells, kinds)
        received += cost
        count = visits.sum(axis=(1, 2))
        held = rng.binomial(count, 1 - WITHOUT_LETTER) + rng.poisson(count * UNUSED_LETTERS)
        letters += held * sum(share * mean for share, mean, _ in kinds)
    _miss_files(rng, received)
    return Origins(received.sum(axis=1), letters, residents)


def arrival_shares() -> Array:
    """The share of a month's bills that arrive at each age when no file is missed."""
    ages = np.arange(1, AGES - 1)
    late = np.exp(-0.5 * (np.log(ages / LATE_MEDIAN_MONTHS) / LATE_SPREAD) ** 2) / ages
    shares = np.zeros(AGES)
    shares[:2] = SAME_MONTH, NEXT_MONTH
    shares[1 : AGES - 1] += (1 - SAME_MONTH - NEXT_MONTH) * late / late.sum()
    return shares


def simulate_year(seed: int, *, steady: bool = False) -> Year:
    """One city's promised cost day by day; a `steady` one has no growth and no shocks."""
    rng = np.random.default_rng([seed, 2])
    start = date(2012 + int(rng.integers(0, 10)), 1, 1)
    days = 3 * 365 + 1
    time = np.arange(days)
    first = start - timedelta(days=365)
    growth = rng.normal(0.008, 0.006) + _fluctuation(rng, days, 0.99, 0.0011)
    level = rng.uniform(0.7, 1.4) * np.exp(np.cumsum(growth * (not steady)) / 30.4)
    for _ in range(0 if steady else rng.poisson(SHOCKS_A_YEAR * days / 365)):
        step, begins, takes = rng.normal(0.05, 0.25), rng.integers(days), rng.uniform(1, 60)
        level *= np.exp(step * np.clip((time - begins) / takes, 0, 1))
    months = np.array([(first + timedelta(days=int(day))).month - 1 for day in time])
    season = 1 + rng.uniform(0.3, 1.3) * (np.array(SEASON)[months] - 1)
    weekdays = WEEKDAYS * rng.normal(1, 0.03, 7)
    weekday = weekdays[(first.weekday() + time) % 7] / weekdays.mean()
    festive = int(rng.integers(0, 354))  # the festive week comes eleven days earlier every year
    for feast in range(festive - 354, days, 354):
        weekday[max(0, feast) : max(0, feast + FESTIVE_DAYS)] *= FESTIVE_LEVEL
    level *= season * np.exp(_fluctuation(rng, days, 0.95, 0.013)) * weekday
    daily = np.zeros(days)
    for visits_a_year, kinds in CARES:
        cells = visits_a_year / 365 * level * _scatter(rng, days, 0.08)
        daily += _bills(rng, cells, kinds)[1]
    limit = daily[:365].sum() * rng.uniform(0.75, 1.15)
    return Year(start, daily, int(limit))


def _fluctuation(rng: np.random.Generator, length: int, memory: float, size: float) -> Array:
    """A series around nothing that forgets by a factor each step, pushed by `size`."""
    series, now = np.zeros(length), rng.normal(0, size / (1 - memory**2) ** 0.5)
    for step, push in enumerate(rng.normal(0, size, length)):
        now = series[step] = memory * now + push
    return series


def _scatter(rng: np.random.Generator, length: int, size: float) -> Array:
    """Gamma factors around one: counts with them vary more than a Poisson count does."""
    return rng.gamma(size**-2, size**2, length)


def _bills(
    rng: np.random.Generator, expected: Array, kinds: tuple[Kind, ...]
) -> tuple[NDArray[np.int64], Array]:
    """Counts and total costs of the visits in each cell: a sum of gammas is a gamma."""
    visits, cost = np.zeros(expected.shape, np.int64), np.zeros(expected.shape)
    for share, mean, spread in kinds:
        count = rng.poisson(expected * share)
        shape = spread**-2
        drawn = rng.gamma(np.maximum(count, 1) * shape, mean / shape)
        visits += count
        cost += np.where(count > 0, drawn, 0.0)
    return visits, cost


def _miss_files(rng: np.random.Generator, received: Array) -> None:
    """Moves what a hospital would hand in at some months' ends to the next month, in place."""
    months, hospitals, ages = received.shape
    missed = rng.random((months + ages, hospitals)) < FILE_MISSED
    for month in range(months + ages):
        for age in range(min(month, ages - 2), -1, -1):
            origin = month - age
            if origin < months:
                moved = received[origin, missed[month], age]
                received[origin, missed[month], age + 1] += moved
                received[origin, missed[month], age] = 0
