"""The nouns of a forecast: distributions in whole rupiah, and what moves them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from multiguna.kernel.terms import Text
from multiguna.planning.terms.costing import Levers, Service
from multiguna.planning.terms.evidence import Belief, Fact


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution of whole rupiah: its mean, and what it does not exceed in so many of 100."""

    mean_idr: int
    q05_idr: int
    q10_idr: int
    q50_idr: int
    q80_idr: int
    q90_idr: int
    q95_idr: int
    q99_idr: int


@dataclass(frozen=True, slots=True)
class ServiceForecast:
    """A service in a year: expected cases (the middle run) and cost."""

    service: Service
    cases: int
    cost: Spread


@dataclass(frozen=True, slots=True)
class Quarter:
    """The cash that a quarter asks for: bills are paid after care, so it lags behind the cost."""

    year: int
    quarter: int
    cash: Spread


@dataclass(frozen=True, slots=True)
class YearForecast:
    """One year of a scenario: cost whole, by service, hospital class and month, and cash.

    `over_bp` is the chance that the cost exceeds the budget (None: no budget given). `unpaid` is
    what of the year's care is paid after its end.
    """

    year: int
    cost: Spread
    services: tuple[ServiceForecast, ...]
    classes: tuple[tuple[str, Spread], ...]
    months: tuple[Spread, ...]
    quarters: tuple[Quarter, ...]
    unpaid: Spread
    over_bp: int | None


@dataclass(frozen=True, slots=True)
class Driver:
    """What a belief does to the cost: with it at its low and high end, all else in the middle.

    `share_bp` is its part of the variance of the simulated cost (squared rank correlation).
    """

    code: str
    title: Text
    source: Text
    is_judgement: bool
    low: float
    high: float
    low_idr: int
    high_idr: int
    share_bp: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """A scenario's distribution of cost, year by year and for all years together.

    `reserve_idr` is what must lie beside the middle of the first year to reach 95 of 100.
    `drivers` are those of all years together, `first_drivers` those of the first alone.
    """

    code: str
    title: Text
    levers: Levers
    covered_people: int
    years: tuple[YearForecast, ...]
    whole: Spread
    over_whole_bp: int | None
    reserve_idr: int
    drivers: tuple[Driver, ...]
    first_drivers: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class HindcastYear:
    """What the model said of a past year from the end of the year before, beside the truth.

    `months`: how many of its months the truth covers, and so the forecast, last year's number and
    the trend. `truth_bp` is the share of runs below the truth; `counts_bp` the same of cases, with
    the true number. `data_used` are the facts read, none of them known after `known_on`.
    """

    year: int
    months: int
    known_on: date
    truth_idr: int
    q05_idr: int
    q50_idr: int
    q95_idr: int
    truth_bp: int
    last_year_idr: int
    linear_trend_idr: int
    counts_bp: tuple[tuple[Service, int, int], ...]
    data_used: tuple[Fact, ...]
    judgements: tuple[Belief, ...]
