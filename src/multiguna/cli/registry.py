"""`multiguna residents` and `multiguna providers`: take in files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from multiguna.cli.options import FILE, as_json, day, echo_json, on_day, progress
from multiguna.kernel.terms import Actor
from multiguna.providers.actions import import_providers
from multiguna.registry.actions import import_residents, update_residents
from multiguna.registry.terms import EVENT_TITLES, UpdateResult


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


@residents.command("update")
@click.argument("path", type=FILE)
@click.option("--preview", is_flag=True, help="Say what would change and write nothing.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path),
              help="Where bad rows are listed; FILE.errors.csv if absent.")  # fmt: skip
@on_day
@as_json
@click.pass_obj
def update(
    by: Actor, path: Path, preview: bool, report: Path | None, on: datetime | None, as_json: bool
) -> None:
    """Apply the civil registry's monthly file: births, deaths, moves, cards, corrections."""
    with progress(path, path.name) as bar:
        result = update_residents(
            path=path, by=by, on=day(on), preview=preview, report_to=report, progress=bar
        )
    if as_json:
        echo_json(_update_facts(result))
        return
    rows = result.rows
    if preview:
        click.echo("Pratinjau, tidak ada yang disimpan / preview, nothing is kept")
    click.echo(
        f"{rows.rows} baris / rows: {rows.inserted} baru / new, {rows.updated} berubah / changed, "
        f"{rows.unchanged} tetap / unchanged, {rows.refused} ditolak / refused; "
        f"{result.persons_added} orang baru / persons added, "
        f"{result.persons_changed} orang berubah / persons changed"
    )
    for count in result.kinds:
        title = EVENT_TITLES[count.kind]
        click.echo(f"  {title.id} / {title.en}: {count.applied} (+ {count.unchanged} tetap / same)")
    for example in result.examples if preview else ():
        said = ", ".join(
            f"{c.column}: {c.before or '-'} > {c.after or '-'}" for c in example.changes
        )
        click.echo(f"  {EVENT_TITLES[example.kind].id} {example.nik_masked}: {said}")
    if result.rows.problems:
        click.echo(f"Rincian / details: {report or path.with_name(f'{path.name}.errors.csv')}")


def _update_facts(result: UpdateResult) -> dict[str, object]:
    rows = result.rows
    return {
        "preview": result.preview, "again": rows.again, "import_no": result.import_no,
        "rows": rows.rows, "inserted": rows.inserted, "updated": rows.updated,
        "unchanged": rows.unchanged, "refused": rows.refused,
        "persons_added": result.persons_added, "persons_changed": result.persons_changed,
        "kinds": {
            count.kind.value: {"applied": count.applied, "unchanged": count.unchanged}
            for count in result.kinds
        },
        "examples": [
            {
                "kind": example.kind, "nik": example.nik_masked,
                "on": example.event_on and example.event_on.isoformat(),
                "changes": {c.column: [c.before, c.after] for c in example.changes},
            }
            for example in result.examples
        ],
    }  # fmt: skip


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
