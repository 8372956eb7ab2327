"""`multiguna plan national`: what packs would cost every regency, each province and the nation."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

import click

from multiguna.cli.options import FILE, FIRST_YEAR, FOLDER, SEED, as_json, day, echo_json, on_day
from multiguna.cli.saying import said
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Text
from multiguna.planning.rules.levering import levers_of
from multiguna.planning.rules.national import COLUMNS, check_scenarios, read_regencies
from multiguna.planning.rules.simulating import YEARS
from multiguna.planning.terms.national import Level, NationalPlan, PlaceCost, Scenario
from multiguna.planning.terms.profile import RegionProfile
from multiguna.programme.rules import read_pack
from multiguna.programme.rules.reading import Row

OUT = click.Path(file_okay=False, path_type=Path)
ENGINES = ("duckdb", "spark")
RUNS = 1000
SHOWN = ("q50_idr", "q80_idr", "q95_idr")
RANKED = 10


@click.command()
@click.option("--profiles", type=FILE, required=True, help="CSV or Parquet, one row a regency.")
@click.option("--pack", "folders", type=FOLDER, required=True, multiple=True,
              help="A pack that every regency would be given; up to four.")  # fmt: skip
@click.option("--engine", type=click.Choice(ENGINES), default="duckdb", show_default=True)
@click.option("--master", default="local[*]", show_default=True, help="Where Spark runs.")
@FIRST_YEAR
@click.option("--years", type=click.IntRange(1, 20), default=YEARS, show_default=True)
@click.option("--runs", type=click.IntRange(100, 10_000), default=RUNS, show_default=True)
@SEED
@click.option("--out", type=OUT, help="Write every place's costs to places.csv in this folder.")
@on_day
@as_json
def national(
    profiles: Path, folders: tuple[Path, ...], engine: str, master: str, year: int | None,
    years: int, runs: int, seed: int, out: Path | None, on: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Forecast up to four packs in every regency of a table, and add them up."""
    known_on = day(on)
    first = year or known_on.year + 1
    packs = [read_pack(folder) for folder in folders]
    check_scenarios([pack.name for pack in packs])
    plan = NationalPlan(
        regencies=_profiles(profiles),
        scenarios=tuple(
            Scenario(pack.name, pack.title, levers_of(pack, date(first, 1, 1))) for pack in packs
        ),
        known_on=known_on,
        first_year=first,
        years=years,
        runs=runs,
        seed=seed,
    )
    costs = _costs(engine, master, plan)
    if out is not None:
        from multiguna.planning.queries.national import csv_text

        out.mkdir(parents=True, exist_ok=True)
        (out / "places.csv").write_text(csv_text(costs), encoding="utf-8")
    if as_json:
        echo_json(
            {
                "engine": engine,
                "regencies": len(plan.regencies),
                "runs": runs,
                "seed": seed,
                "known_on": known_on.isoformat(),
                "first_year": first,
                "years": years,
                "scenarios": [said(one) for one in plan.scenarios],
                "places": [said(one) for one in costs],
            }
        )
    else:
        _show(plan, costs)


def _profiles(path: Path) -> tuple[RegionProfile, ...]:
    if path.suffix.lower() == ".parquet":
        from multiguna.planning.queries.national import parquet_rows

        return read_regencies(path.name, parquet_rows(path))
    try:
        text = path.read_bytes().decode("utf-8-sig")
        lines = [line for line in csv.reader(io.StringIO(text, newline=""), strict=True) if line]
    except (UnicodeDecodeError, csv.Error):
        lines = []
    if not lines or sorted(lines[0]) != sorted(COLUMNS):
        raise Refused(
            "profiles_unreadable",
            Text(f"{path.name} bukan CSV UTF-8 dengan kolom {', '.join(COLUMNS)}.",
                 f"{path.name} is no UTF-8 CSV with the columns {', '.join(COLUMNS)}."),
        )  # fmt: skip
    header = lines[0]
    rows = [
        Row(number, dict.fromkeys(header, "") | dict(zip(header, map(str.strip, line))))  # noqa: B905
        for number, line in enumerate(lines[1:], 2)
    ]
    return read_regencies(path.name, rows)


def _costs(engine: str, master: str, plan: NationalPlan) -> list[PlaceCost]:
    from multiguna.planning.queries.national import duckdb_engine, place_costs, spark_engine

    return place_costs(duckdb_engine() if engine == "duckdb" else spark_engine(master), plan)


def _show(plan: NationalPlan, costs: list[PlaceCost]) -> None:
    names = {one.region: one.name for one in plan.regencies}
    for scenario in plan.scenarios:
        own = [one for one in costs if one.scenario == scenario.code]
        click.echo(f"\n{scenario.title.id} / {scenario.title.en} ({scenario.code})")
        click.echo(f"{'Indonesia':<28}{'50 %':>26}{'80 %':>26}{'95 %':>26}")
        for one in own:
            if one.level is Level.NATION:
                _row(str(one.year) if one.year else "jumlah / all years", one)
        click.echo("Termahal per jiwa, tahun pertama / dearest per head, first year")
        ranked = [one for one in own if 0 < one.rank <= RANKED and one.year == plan.first_year]
        for one in sorted(ranked, key=lambda place: place.rank):
            _row(f"{one.rank:>2} {one.code} {names[one.code]}"[:28], one)


def _row(title: str, cost: PlaceCost) -> None:
    click.echo(f"{title:<28}" + "".join(f"{rupiah(getattr(cost, name)):>26}" for name in SHOWN))
