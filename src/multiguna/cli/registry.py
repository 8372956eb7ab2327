"""`multiguna residents` and `multiguna providers`: take in files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from multiguna.cli.options import FILE, as_json, day, echo_json, on_day, progress
from multiguna.kernel.terms import Actor
from multiguna.providers.actions import import_providers
from multiguna.registry.actions import import_residents


@click.group()
def residents() -> None:
    """Data penduduk / the registry of residents."""


@residents.command("import")
@click.argument("path", type=FILE)
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path),
              help="Where bad rows are listed; FILE.errors.csv if absent.")  # fmt: skip
@on_day
@as_json
@click.pass_obj
def import_file(
    by: Actor, path: Path, report: Path | None, on: datetime | None, as_json: bool
) -> None:
    """Take in residents, or welfare periods; the file's columns say which."""
    with progress(path, path.name) as bar:
        result = import_residents(path=path, by=by, on=day(on), report_to=report, progress=bar)
    facts = {
        "kind": result.kind, "rows": result.rows, "inserted": result.inserted,
        "updated": result.updated, "unchanged": result.unchanged, "refused": result.refused,
        "warned": result.warned, "again": result.again,
    }  # fmt: skip
    if as_json:
        echo_json(facts)
        return
    click.echo(
        f"{result.rows} baris / rows: {result.inserted} baru / new, {result.updated} berubah / "
        f"changed, {result.unchanged} tetap / unchanged, {result.refused} ditolak / refused, "
        f"{result.warned} peringatan / warnings"
    )
    if result.problems or result.warned:
        where = report or path.with_name(f"{path.name}.errors.csv")
        click.echo(f"Rincian / details: {where}")


@click.group()
def providers() -> None:
    """Rumah sakit / hospitals."""


@providers.command("import")
@click.argument("path", type=FILE)
@on_day
@as_json
@click.pass_obj
def import_hospitals(by: Actor, path: Path, on: datetime | None, as_json: bool) -> None:
    """Take in a file of hospitals, all or nothing."""
    count = import_providers(path=path, by=by, on=day(on))
    if as_json:
        echo_json({"providers": count})
    else:
        click.echo(f"{count} rumah sakit / hospitals")
