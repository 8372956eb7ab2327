"""What a scenario is expected to need in each run: cases and bills, from people and beliefs.

The whole model of demand stands here, as arithmetic on one array entry per run; `simulating` adds
shocks and chance, `sensitivity` asks it about one belief at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from multiguna.planning.rules.severity import Array
from multiguna.planning.terms.costing import STAYS, Group, Needs, Service, ServiceNeed


@dataclass(frozen=True, slots=True)
class Expected:
    """Expected cases and mean bills of a scenario: `[year, run]` for each service it pays.

    `bills` are before ceiling and co-payment; `paid` is the part of a bill that the region pays,
    up to `ceiling_idr` (already divided by `paid`, so that it is a limit on the bill). `pace` is
    the logarithmic growth of all cases within each year.
    """

    needs: Needs
    cases: Mapping[Service, Array]
    bills: Mapping[Service, Array]
    pace: Array
    paid: float
    ceiling_idr: float | None

    def need(self, service: Service) -> ServiceNeed:
        """The need of a service that is paid."""
        return next(need for need in self.needs.services if need.service is service)


def expect(needs: Needs, factors: Mapping[str, Array], years: int) -> Expected:
    """Cases and bills that a scenario expects in each run of the factors.

    `factors` has one array of values for each of the scenario's beliefs. One year more than asked
    is looked at, for the growth within the last one.
    """
    levers = needs.levers
    paid = 1 - levers.copayment_bp / 10_000
    people = [
        [group.people * (1 + needs.growth) ** year for year in range(years + 1)]
        for group in needs.groups
    ]
    grown = [[_grown(group, year, factors) for year in range(years + 1)] for group in needs.groups]
    trend, level = _trend(needs, factors, years + 1), _level(needs, factors, years + 1)
    cases: dict[Service, Array] = {}
    bills: dict[Service, Array] = {}
    for need in needs.services:
        if need.service in levers.excluded:
            continue
        answer = _answer(need.service, needs, factors)
        cases[need.service] = answer * np.stack(
            [_cases(need, needs, people, grown, factors, year) for year in range(years + 1)]
        )
        grown_bill = trend if need.bill_cap is None else np.minimum(trend, need.bill_cap)
        bills[need.service] = need.bill_idr * grown_bill * level
        if need.service in STAYS and levers.care_class < 3:
            bills[need.service] *= factors[f"class_{levers.care_class}"]
    pace = _pace(sum((cases[paid] * bills[paid] for paid in cases), np.zeros_like(level)))
    return Expected(
        needs,
        {service: of[:years] for service, of in cases.items()},
        {service: of[:years] for service, of in bills.items()},
        pace,
        paid,
        None if levers.ceiling_idr is None or paid == 0 else levers.ceiling_idr / paid,
    )


def _cases(
    need: ServiceNeed, needs: Needs, people: list[list[float]], grown: list[list[Array]],
    factors: Mapping[str, Array], year: int,
) -> Array:  # fmt: skip
    """Expected cases of a year, before the patients' answer to the levers."""
    runs = len(next(iter(factors.values())))
    whole = np.zeros(runs)
    for group, of, by in zip(needs.groups, people, grown, strict=True):
        rate = _first_rate(group, need.service, factors)
        now = rate * by[year]
        if need.mature_rate is not None:
            ripe = need.mature_rate * factors["mature_use"] * group.part
            now = np.minimum(now, np.maximum(ripe, rate))
        whole = whole + of[year] * now
    return whole


def _first_rate(group: Group, service: Service, factors: Mapping[str, Array]) -> Array:
    rate = np.full(len(next(iter(factors.values()))), group.rate_of[service])
    for code in group.factors:
        rate = rate * factors[code]
    return rate


def _grown(group: Group, year: int, factors: Mapping[str, Array]) -> Array:
    """How much more people use care that has been free for longer, as a multiple of the rate seen.

    The second free year is `use_growth` times the first; each later year's growth is the one
    before to the power `fading`.
    """
    if group.years_free is None:
        return np.ones_like(factors["fading"])
    return np.asarray(factors["use_growth"] ** _steps(group.years_free, group.since, year, factors))


def _steps(seen: int, since: int, year: int, factors: Mapping[str, Array]) -> Array:
    """How many second-year growths lie between what was seen and a forecast year.

    What was seen had been free for `seen` years, `since` years before the first forecast year; 0
    is free from that one on.
    """
    fading = factors["fading"]
    then, now = (seen, seen + since + year) if seen else (1, 1 + year)
    return np.asarray((fading ** (then - 1) - fading ** (now - 1)) / (1 - fading))


def _answer(service: Service, needs: Needs, factors: Mapping[str, Array]) -> Array:
    """How patients answer co-payment and referral: part of the cases that still come."""
    answer = np.ones(len(next(iter(factors.values()))))
    if needs.levers.copayment_bp:
        answer = answer * np.exp(-factors["copay_answer"] * (needs.levers.copayment_bp / 10_000))
    if needs.levers.referral and service is Service.OUTPATIENT:
        answer = answer * factors["referral_effect"]
    return answer


def _trend(needs: Needs, factors: Mapping[str, Array], years: int) -> Array:
    """How much dearer bills get as care stays free, `[year, run]`, as a multiple of those seen."""
    if "bill_growth" not in factors:
        return np.ones((years, 1))
    steps = [_steps(needs.years_open, needs.price_years, year, factors) for year in range(years)]
    return np.asarray(factors["bill_growth"] ** np.stack(steps))


def _level(needs: Needs, factors: Mapping[str, Array], years: int) -> Array:
    """The level of all bills, `[year, run]`: the region's, prices, and the agreed rates."""
    first = factors["bill_level"] * (needs.levers.rates_bp / 10_000)
    prices = [factors["price_growth"] ** (needs.price_years + year) for year in range(years)]
    return np.asarray(first * np.stack(prices))


def _pace(cost: Array) -> Array:
    """Logarithmic growth of the cost within each year but the last, from its neighbours.

    The first year climbs as to the second; a later one between what came before and comes after.
    """
    steps = np.diff(np.log(np.maximum(cost, 1e-9)), axis=0)
    before = np.concatenate([steps[:1], steps[:-1]])
    return np.asarray((before + steps) / 2)
