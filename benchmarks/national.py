"""All 514 regencies for five years under four scenarios, on DuckDB and on Spark's workers.

The table's figures come from a seed (only codes and names are real). Spark runs as a local cluster
with one worker and with two, each of one core and 2 GB; how they scale is printed, not demanded.
"""

from __future__ import annotations

from datetime import date
from time import perf_counter

from tests.national_table import regency_rows

from benchmarks.floor import Figure, Limit
from multiguna.kernel.terms import Text
from multiguna.planning.queries.national import (
    csv_text,
    duckdb_engine,
    place_costs,
    spark_engine,
)
from multiguna.planning.rules.levering import change
from multiguna.planning.rules.national import read_regencies
from multiguna.planning.terms.costing import Levers
from multiguna.planning.terms.national import NationalPlan, Scenario
from multiguna.programme.rules.reading import Row

RUNS, REGENCIES = 1000, 514
AT_MOST_SECONDS = 600.0
CHANGES = {
    "everyone": [],
    "poor": ["reach=poor"],
    "gap": ["others_pay_first=yes"],
    "shared": ["copayment_bp=1000", "referral=yes"],
}


def run() -> list[Figure]:
    """Seconds on each engine; the rows are the same bytes on all of them."""
    plan = national_plan(RUNS)
    start = perf_counter()
    rows = csv_text(place_costs(duckdb_engine(), plan))
    figures = [_figure("DuckDB", perf_counter() - start)]
    for workers in (1, 2):
        engine = spark_engine(f"local-cluster[{workers},1,2048]")
        start = perf_counter()
        assert csv_text(place_costs(engine, plan)) == rows
        figures.append(_figure(f"Spark, workers: {workers}", perf_counter() - start))
        engine.disconnect()
    return figures


def national_plan(runs: int) -> NationalPlan:
    """Every regency and city under four scenarios."""
    table = [Row(number, row) for number, row in enumerate(regency_rows(REGENCIES), 2)]
    scenarios = [
        Scenario(code, Text(code, code), change(Levers(), changes))
        for code, changes in CHANGES.items()
    ]
    regencies = read_regencies("regencies.csv", table)
    return NationalPlan(regencies, tuple(scenarios), date(2026, 11, 24), 2027, 5, runs, 1)


def _figure(engine: str, seconds: float) -> Figure:
    name = f"national: {REGENCIES} regencies x 5 years x 4 scenarios x {RUNS} runs, {engine}"
    return Limit(name, "s", seconds, AT_MOST_SECONDS)
