"""National planning: a table of regencies, run by run sums, and two engines with one answer."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
from click.testing import CliRunner
from tests.national_table import csv_of, regency_rows

from multiguna.cli.main import cli
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.planning.queries.national import (
    csv_text,
    duckdb_engine,
    parquet_rows,
    place_costs,
    spark_engine,
)
from multiguna.planning.rules.levering import change
from multiguna.planning.rules.national import (
    SCENARIOS_MAX,
    check_scenarios,
    futures,
    ranks_of,
    read_regencies,
)
from multiguna.planning.terms.costing import Levers
from multiguna.planning.terms.national import NATION, Level, NationalPlan, Scenario
from multiguna.programme.rules.reading import Row

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.filterwarnings("ignore")
"""The engines warn about themselves: sockets, processes, old names of their own functions."""
CHANGES = {
    "everyone": [],
    "poor": ["reach=poor"],
    "gap": ["others_pay_first=yes"],
    "shared": ["copayment_bp=1000", "referral=yes"],
}
PARTS = ("q05_idr", "q50_idr", "q80_idr", "q95_idr", "q99_idr")


def rows_of(table: list[dict[str, str]]) -> list[Row]:
    """The table as read from a file."""
    return [Row(number, row) for number, row in enumerate(table, 2)]


def plan_of(count: int = 20, runs: int = 100, seed: int = 1) -> NationalPlan:
    """Four scenarios for so many regencies."""
    scenarios = [
        Scenario(code, Text(code, code), change(Levers(), changes))
        for code, changes in CHANGES.items()
    ]
    regencies = read_regencies("regencies.csv", rows_of(regency_rows(count)))
    return NationalPlan(
        regencies, tuple(scenarios), date(2026, 11, 24), 2027, years=5, runs=runs, seed=seed
    )


def test_duckdb_and_spark_give_the_same_rows_byte_for_byte() -> None:
    plan = plan_of()
    here = csv_text(place_costs(duckdb_engine(), plan))
    spark = spark_engine("local[2]")
    try:
        there = csv_text(place_costs(spark, plan))
    finally:
        spark.disconnect()
    assert here == there
    provinces = {one.region[:2] for one in plan.regencies}
    places = 1 + len(provinces) + len(plan.regencies)
    assert here.count("\n") == 1 + places * len(CHANGES) * (plan.years + 1)


def test_the_engine_s_figures_are_those_of_plain_arithmetic() -> None:
    plan = plan_of(count=6)
    shape = (len(plan.scenarios), plan.years, plan.runs)
    drawn = {one.region: np.array(futures(plan, one)).reshape(shape) for one in plan.regencies}
    found = place_costs(duckdb_engine(), plan)
    assert found
    for one in found:
        inside = "" if one.code == NATION else one.code
        runs = sum(amounts for code, amounts in drawn.items() if code.startswith(inside))
        at = list(CHANGES).index(one.scenario)
        year = runs[at, one.year - plan.first_year] if one.year else runs[at].sum(axis=0)
        ordered = sorted(int(amount) for amount in year)
        quantiles = [ordered[nth - 1] for nth in ranks_of(plan.runs).values()]
        assert [getattr(one, name) for name in PARTS] == quantiles
        assert abs(one.mean_idr * plan.runs - sum(ordered)) <= plan.runs // 2
        people = sum(p.people for p in plan.regencies if p.region.startswith(inside))
        assert (one.people, one.per_head_idr) == (people, one.q50_idr // people)


def test_regencies_are_ranked_by_what_each_resident_costs() -> None:
    plan = plan_of(count=6)
    costs = place_costs(duckdb_engine(), plan)
    ranked = [
        one for one in costs
        if (one.scenario, one.year, one.level) == ("poor", 2027, Level.REGENCY)
    ]  # fmt: skip
    ranked.sort(key=lambda one: one.rank)
    assert [one.rank for one in ranked] == [1, 2, 3, 4, 5, 6]
    per_head = [one.per_head_idr for one in ranked]
    assert per_head == sorted(per_head, reverse=True)
    assert {one.rank for one in costs if one.level is not Level.REGENCY} == {0}


def test_a_regency_s_futures_do_not_depend_on_who_else_is_planned() -> None:
    """So that any machine may draw any regency."""
    few, many = plan_of(count=1), plan_of(count=20)
    first = few.regencies[0]
    assert first in many.regencies
    assert futures(few, first) == futures(many, first)
    assert futures(few, first) != futures(plan_of(count=1, seed=2), first)


def test_regencies_share_the_shocks_of_the_nation() -> None:
    """Else a nation of 514 regencies would look far surer of its cost than it is."""
    plan = plan_of(count=20, runs=1000)
    shape = (len(plan.scenarios), plan.years, plan.runs)
    drawn = np.array([futures(plan, one) for one in plan.regencies]).reshape(20, *shape)
    yearly = drawn[:, 0, 1]
    apart = np.sqrt((yearly.std(axis=1) ** 2).sum())
    assert yearly.sum(axis=0).std() > 2 * apart
    assert np.corrcoef(yearly[0], yearly[1])[0, 1] > 0.5


def test_everything_wrong_in_a_table_is_said_at_once() -> None:
    table = regency_rows(3)
    table[0]["region"] = "99.99"
    table[1]["people"] = "many"
    table[2]["class_b_bp"] = "0"
    table.append(dict(table[1], people="5"))
    with pytest.raises(Refused) as refused:
        read_regencies("regencies.csv", rows_of(table))
    assert refused.value.code == "profiles_wrong"
    said = refused.value.message.en
    for piece in ("row 2, region", "row 3, people", "row 4, class_a_bp", "row 5, region"):
        assert piece in said
    with pytest.raises(Refused, match="no rows"):
        read_regencies("regencies.csv", [])


def test_no_more_than_four_scenarios_and_none_twice() -> None:
    check_scenarios(list(CHANGES))
    with pytest.raises(Refused, match="scenarios_too_many"):
        check_scenarios([str(number) for number in range(SCENARIOS_MAX + 1)])
    with pytest.raises(Refused, match="scenario_twice"):
        check_scenarios(["agam", "agam"])


def test_a_parquet_table_says_what_the_csv_said(tmp_path: Path) -> None:
    table = regency_rows(3)
    typed = [
        {name: int(value) if value.lstrip("-").isdigit() else value for name, value in row.items()}
        for row in table
    ]
    path = tmp_path / "regencies.parquet"
    pa.parquet.write_table(pa.Table.from_pylist(typed), path)
    assert read_regencies(path.name, parquet_rows(path)) == read_regencies("c", rows_of(table))


def test_the_command_plans_two_packs_for_a_table(tmp_path: Path) -> None:
    table = tmp_path / "regencies.csv"
    table.write_text(csv_of(regency_rows(4)))
    packs = ["--pack", str(ROOT / "packs/agam"), "--pack", str(ROOT / "packs/badung")]
    words = ["plan", "national", "--profiles", str(table), *packs, "--runs", "100"]
    words += ["--on", "2026-11-24", "--out", str(tmp_path / "out")]
    answer = CliRunner().invoke(cli, [*words, "--json"], catch_exceptions=False)
    assert answer.exit_code == 0
    body = json.loads(answer.output)
    assert (body["regencies"], body["runs"], body["first_year"]) == (4, 100, 2027)
    with (tmp_path / "out/places.csv").open() as file:
        written = list(csv.DictReader(file))
    assert [{k: str(v) for k, v in one.items()} for one in body["places"]] == written
    shown = CliRunner().invoke(cli, words, catch_exceptions=False).output
    assert "Termahal per jiwa" in shown


def test_the_command_refuses_what_is_no_table(tmp_path: Path) -> None:
    table = tmp_path / "regencies.csv"
    table.write_text("region,people\n13.06,5\n")
    words = ["plan", "national", "--profiles", str(table), "--pack", str(ROOT / "packs/agam")]
    answer = CliRunner().invoke(cli, words)
    assert isinstance(answer.exception, Refused)
    assert answer.exception.code == "profiles_unreadable"
