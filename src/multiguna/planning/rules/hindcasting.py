"""Asks the model what it would have said of 2012 and 2013, with what was known the year before.

The evidence of a year ends on the last day of the year before it; a fact that was published later
cannot be read. No parameter is tuned: the ranges are those of `believing`, made of the facts of
then. A year's truth is looked up only to say where it lies in the forecast.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from multiguna.kernel.terms import Text
from multiguna.planning.rules.believing import evidence_on
from multiguna.planning.rules.forecasting import moves, part_of_year
from multiguna.planning.rules.needing import needs_of
from multiguna.planning.rules.severity import Array
from multiguna.planning.rules.simulating import RUNS, SERVICES, simulate
from multiguna.planning.terms.costing import Levers, Service
from multiguna.planning.terms.evidence import FACTS, TANGERANG, Evidence, Fact
from multiguna.planning.terms.forecast import HindcastYear
from multiguna.planning.terms.profile import PresentCare, RegionProfile

REGION = "36.71"
TRUTHS = {
    2012: ("tangerang_cost_2012", 12),
    2013: ("tangerang_billed_ten_months_2013", 10),
}
"""What became known of each year, and of how many of its months."""
COUNTS = {Service.INPATIENT: "inpatients", Service.OUTPATIENT: "outpatients"}
EARLIER = ("tangerang_inpatients_2011", "tangerang_outpatients_2011")
FIRST_YEAR = 2010


def hindcast(
    facts: Iterable[Fact] = FACTS, *, runs: int = RUNS, seed: int = 1
) -> tuple[HindcastYear, ...]:
    """What the model says of 2012 and 2013 from the end of 2011 and of 2012, beside the truth.

    The truth of 2013 is what was billed for January to October, so the forecast is of those months
    too; last year's number and the line through all years known are taken ten twelfths of.
    """
    every = tuple(facts)
    return tuple(_year(year, every, runs, seed) for year in TRUTHS)


def _year(year: int, facts: tuple[Fact, ...], runs: int, seed: int) -> HindcastYear:
    known = evidence_on(date(year - 1, 12, 31), facts)
    profile, used = _city(year - 1, known)
    needs = needs_of(profile, Levers(), known, code=str(year), title=Text(TANGERANG, TANGERANG),
                     first_year=year)  # fmt: skip
    costs = simulate([needs], runs=runs, years=1, seed=seed)
    code, months = TRUTHS[year]
    forecast = part_of_year(costs, 0, 0, months)
    truths = {fact.code: fact for fact in facts}
    truth = truths[code].value
    trend, past = _trend(year, known)
    # The pace within the year shows in a part of it, and comes from the year after.
    moving = [one for one in needs.beliefs.values() if moves(needs, one, 1 if months == 12 else 2)]
    read = sorted({*used, *past, *(code for one in moving for code in one.known)})
    low, half, high = np.rint(np.quantile(forecast, (0.05, 0.5, 0.95)))
    return HindcastYear(
        year=year,
        months=months,
        known_on=known.on,
        truth_idr=round(truth),
        q05_idr=int(low),
        q50_idr=int(half),
        q95_idr=int(high),
        truth_bp=_quantile_bp(forecast, truth),
        last_year_idr=round(known[f"tangerang_cost_{year - 1}"] * months / 12),
        linear_trend_idr=round(trend * months / 12),
        counts_bp=tuple(
            (service, round(truths[f"tangerang_{name}_{year}"].value),
             _quantile_bp(costs.cases[0, 0, SERVICES.index(service)],
                          truths[f"tangerang_{name}_{year}"].value))
            for service, name in COUNTS.items()
            if f"tangerang_{name}_{year}" in truths
        ),
        data_used=tuple(known.facts[code] for code in read),
        judgements=tuple(belief for belief in moving if belief.is_judgement),
    )  # fmt: skip


def _city(year: int, known: Evidence) -> tuple[RegionProfile, set[str]]:
    """Kota Tangerang as the end of a year knew it, and the facts that say so.

    How fast the city grew was not published by then: it stays as the census counted it. Where the
    whole city was covered already, its people cancel out of the forecast.
    """
    cases = [f"tangerang_{care}_{year}" for care in ("inpatients", "outpatients")]
    used = {f"tangerang_cost_{year}", *cases}
    universal = year >= 2012
    if universal:
        used |= {*EARLIER}
        seasoned = sum(known[code] for code in EARLIER) / sum(known[code] for code in cases)
    else:
        used |= {"tangerang_people", "tangerang_cards"}
    people = known["tangerang_people" if universal else "tangerang_cards"]
    present = PresentCare(
        year=year,
        inpatients=round(known[cases[0]]),
        outpatients=round(known[cases[1]]),
        amount_idr=round(known[f"tangerang_cost_{year}"]),
        people=round(people),
        years_free=year - 2011 if universal else None,
        seasoned_bp=round(seasoned * 10_000) if universal else 0,
        source=TANGERANG,
    )
    profile = RegionProfile(
        region=REGION, name=TANGERANG, people=round(known["tangerang_people"]),
        people_on=date(2010, 5, 31), growth_bp=0, insured_bp=0, poor_bp=10_000, access_bp=10_000,
        cost_bp=10_000, arrivals_bp=0, ages=(), hospitals=(), present=present, sources=(),
    )  # fmt: skip
    return profile, used


def _trend(year: int, known: Evidence) -> tuple[float, set[str]]:
    """The straight line through every yearly cost known, at a year; and the facts it reads."""
    codes = [f"tangerang_cost_{past}" for past in range(FIRST_YEAR, year)]
    slope, start = np.polyfit(np.arange(FIRST_YEAR, year), [known[code] for code in codes], 1)
    return float(slope * year + start), set(codes)


def _quantile_bp(forecast: Array, truth: float) -> int:
    """The share of runs below the truth."""
    return round(float((forecast < truth).mean()) * 10_000)
