"""What a city of 1.9 million would pay: 10,000 futures of five years, for twenty scenarios.

The floor draws as many standard gamma variables as there are costs (scenario, year, service, run)
and adds them up: what chance alone would take, without beliefs, levers or bills.
"""

from __future__ import annotations

import sys
from datetime import date

import numpy as np

from benchmarks import floor
from benchmarks.floor import Figure, Limit, Ratio
from multiguna.kernel.terms import Text
from multiguna.planning.rules.believing import evidence_on
from multiguna.planning.rules.forecasting import forecast
from multiguna.planning.rules.levering import change
from multiguna.planning.rules.needing import needs_of
from multiguna.planning.rules.simulating import RUNS, SERVICES, YEARS, simulate
from multiguna.planning.terms.costing import Levers, Needs
from multiguna.planning.terms.profile import HospitalGroup, RegionProfile

FIRST, AT_MOST_SECONDS = 2026, 2.0
CITY = RegionProfile(
    "36.71", "Kota Contoh", 1_900_000, date(FIRST, 7, 1), 100, 9_000, 700, 10_000, 10_000, 200, (),
    (HospitalGroup("B", "private", None, 6_000), HospitalGroup("C", "government", None, 4_000)),
    None, (),
)  # fmt: skip
SCENARIOS = (
    "", "reach=poor", "others_pay_first=yes", "residency_days=180", "residency_days=365",
    "care_class=2", "care_class=1", "rates_bp=9000", "rates_bp=11000", "copayment_bp=500",
    "copayment_bp=1000", "copayment_bp=2000", "referral=yes", "ceiling_idr=10000000",
    "ceiling_idr=30000000", "excluded=dialysis", "excluded=catastrophic", "excluded=maternity",
    "reach=poor care_class=2", "others_pay_first=yes ceiling_idr=50000000",
)  # fmt: skip


def run() -> list[Figure]:
    """Seconds for all scenarios in one call, beside the floor, and for one scenario's forecast."""
    asked = [needs(changes) for changes in SCENARIOS]
    costs = simulate(asked)
    assert costs.cost_idr.shape == (20, YEARS, len(SERVICES), RUNS)
    assert (costs.total_idr[0] > costs.total_idr[1]).all(), "everyone is dearer than the poor"
    ours = floor.best(lambda: simulate(asked), 5)
    bare = floor.best(lambda: gammas(costs.cost_idr.shape), 5)
    one = floor.best(lambda: forecast(costs, 0, budget_idr=10**11))
    count = costs.cost_idr.size
    print(f"{count:,} costs in {ours:.2f} s; drawing as many gammas {bare:.2f} s", file=sys.stderr)
    return [
        Limit("planner: 10,000 runs, 5 years, 20 scenarios", "ms", ours * 1000,
              AT_MOST_SECONDS * 1000),
        Ratio("planner: the same", "costs/s", count / ours, "bare gamma draws", count / bare, 0.1),
        Limit("planner: one scenario's forecast, all quantiles", "ms", one * 1000, 1000),
    ]  # fmt: skip


def needs(changes: str) -> Needs:
    """The city under one scenario's levers."""
    return needs_of(
        CITY, change(Levers(), changes.split()), evidence_on(date(2025, 12, 31)),
        code=changes or "all", title=Text(changes, changes), first_year=FIRST,
    )  # fmt: skip


def gammas(shape: tuple[int, ...]) -> float:
    """As many standard gamma variables, added up by service."""
    return float(np.random.default_rng(1).standard_gamma(100.0, shape).sum(axis=2)[0, 0, 0])
