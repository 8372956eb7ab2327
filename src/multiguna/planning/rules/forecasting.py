"""Turns simulated costs into a forecast: what a year costs, by what, when, and how sure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from multiguna.planning.rules.expecting import expect
from multiguna.planning.rules.severity import Array
from multiguna.planning.rules.simulating import SERVICES, Costs
from multiguna.planning.terms.costing import Needs
from multiguna.planning.terms.evidence import Belief
from multiguna.planning.terms.forecast import (
    Driver,
    Forecast,
    Quarter,
    ServiceForecast,
    Spread,
    YearForecast,
)

PARTS = (0.05, 0.10, 0.50, 0.80, 0.90, 0.95, 0.99)
MONTHS, QUARTERS = 12, 4
LEAST_BP = 10
"""A belief that explains less than a thousandth is left out of the drivers."""


def spread(values: Array | NDArray[np.int64]) -> Spread:
    """The distribution of one value a run, rounded to whole rupiah."""
    found = np.rint(np.quantile(values, PARTS)).astype(np.int64)
    return Spread(int(np.rint(values.mean())), *(int(value) for value in found))


def forecast(costs: Costs, at: int, *, budget_idr: int | None = None) -> Forecast:
    """What scenario number `at` costs. A budget is one year's; a budget for each year the same."""
    needs, total = costs.needs[at], costs.total_idr[at]
    months = _months(costs, at)
    cash, unpaid = _cash(months, needs.pay_lag_months)
    years = tuple(
        YearForecast(
            year=needs.first_year + year,
            cost=spread(total[year]),
            services=_services(costs, at, year),
            classes=tuple((name, spread(total[year] * part)) for name, part in needs.class_shares),
            months=tuple(spread(months[year, month]) for month in range(MONTHS)),
            quarters=tuple(
                Quarter(needs.first_year + year, quarter + 1, spread(cash[year, quarter]))
                for quarter in range(QUARTERS)
            ),
            unpaid=spread(unpaid[year]),
            over_bp=_over(total[year], budget_idr),
        )
        for year in range(len(total))
    )
    first, whole = years[0].cost, total.sum(axis=0)
    return Forecast(
        code=needs.code,
        title=needs.title,
        levers=needs.levers,
        covered_people=round(needs.people),
        years=years,
        whole=spread(whole),
        over_whole_bp=_over(whole, None if budget_idr is None else budget_idr * len(years)),
        reserve_idr=first.q95_idr - first.q50_idr,
        drivers=drivers(costs, at, len(years)),
        first_drivers=drivers(costs, at, 1),
    )  # fmt: skip


def part_of_year(costs: Costs, at: int, year: int, months: int) -> Array:
    """The cost of the first `months` of a year, one a run: a year that grows is dearer late."""
    return np.asarray(_months(costs, at)[year, :months].sum(axis=0))


def drivers(costs: Costs, at: int, years: int) -> tuple[Driver, ...]:
    """What moves the cost of the first years, the strongest first: each belief by itself."""
    needs = costs.needs[at]
    ranks = _ranks(costs.total_idr[at, :years].sum(axis=0))
    found = []
    for code, belief in needs.beliefs.items():
        together = float(np.corrcoef(ranks, _ranks(costs.factors[code]))[0, 1])
        low, high = (_expected(needs, belief, end, years) for end in (belief.low, belief.high))
        share = round(together * together * 10_000)
        if share >= LEAST_BP or abs(high - low) * 1000 > high:
            found.append(
                Driver(code, belief.title, belief.source, belief.is_judgement, belief.low,
                       belief.high, round(low), round(high), share)
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: -abs(one.high_idr - one.low_idr)))


def moves(needs: Needs, belief: Belief, years: int) -> bool:
    """Whether a belief has a say in what the first years are expected to cost."""
    return _expected(needs, belief, belief.low, years) != _expected(
        needs, belief, belief.high, years
    )


def _expected(needs: Needs, moved: Belief, value: float, years: int) -> float:
    """The expected cost of years with one belief at a value, the others in the middle."""
    factors = {code: np.array([middle(belief)]) for code, belief in needs.beliefs.items()}
    factors[moved.code] = np.array([value])
    found = expect(needs, factors, years)
    cost = sum(float((found.cases[s] * found.bills[s]).sum()) for s in found.cases)
    return cost * found.paid


def middle(belief: Belief) -> float:
    """The value that a belief exceeds as often as not."""
    if belief.even:
        return (belief.low + belief.high) / 2
    return float(np.sqrt(belief.low * belief.high))


def _services(costs: Costs, at: int, year: int) -> tuple[ServiceForecast, ...]:
    paid = {need.service for need in costs.needs[at].services} - costs.needs[at].levers.excluded
    return tuple(
        ServiceForecast(
            service,
            round(float(np.median(costs.cases[at, year, number]))),
            spread(costs.cost_idr[at, year, number]),
        )
        for number, service in enumerate(SERVICES)
        if service in paid
    )


def _months(costs: Costs, at: int) -> Array:
    """Cost by month of care, `[year, month, run]`: growth within the year, no season."""
    pace = costs.pace[at][:, None, :] / MONTHS
    middle_month = np.arange(MONTHS)[None, :, None] - (MONTHS - 1) / 2
    weights = np.exp(np.clip(pace * middle_month, -20, 20))
    weights /= weights.sum(axis=1, keepdims=True)
    return np.asarray(costs.total_idr[at][:, None, :] * weights)


def _cash(months: Array, lag: float) -> tuple[Array, Array]:
    """Cash by quarter, `[year, quarter, run]`, and what of a year's care is paid after its end."""
    years, _, runs = months.shape
    flat = months.reshape(years * MONTHS, runs)
    whole, part = int(lag), lag - int(lag)
    cash = np.zeros_like(flat)
    for delay, share in ((whole, 1 - part), (whole + 1, part)):
        if share:
            cash[delay:] += flat[: len(flat) - delay] * share
    unpaid = months[:, MONTHS - whole :].sum(axis=1) if whole else np.zeros((years, runs))
    unpaid = unpaid + part * months[:, MONTHS - whole - 1]
    return cash.reshape(years, QUARTERS, 3, runs).sum(axis=2), unpaid


def _over(total: NDArray[np.int64], budget_idr: int | None) -> int | None:
    if budget_idr is None:
        return None
    return round(float((total > budget_idr).mean()) * 10_000)


def _ranks(values: Array | NDArray[np.int64]) -> Array:
    return np.argsort(np.argsort(values)).astype(np.float64)
