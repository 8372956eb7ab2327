"""`multiguna regions`: the regions that this instance serves, and their figures side by side.

For whoever runs the instance. Each region is read in a transaction of its own; no statement reads
two, and no page of the web site shows one region to another's users.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from multiguna.cli.opening import open_database
from multiguna.cli.options import as_json, echo_json
from multiguna.kernel import clock
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor, system


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
def regions(context: click.Context, as_json: bool) -> None:
    """Wilayah yang dilayani / regions served here: pack, stage in force, open accounts."""
    open_database()
    if context.invoked_subcommand is None:
        _show(as_json)


def _show(as_json: bool) -> None:
    from multiguna.accounts.queries import hosted_regions
    from multiguna.programme.queries import pack_in_force
    from multiguna.programme.rules.choosing import stage_on

    rows = []
    for one in hosted_regions():
        with _in_region(one.code, one.timezone) as (_, by):
            pack, today = pack_in_force(by), clock.today()
            stage = stage_on(pack, today)
        rows.append(
            {
                "region": one.code, "name": one.name, "timezone": one.timezone,
                "pack": pack.name, "version": pack.version, "today": today.isoformat(),
                "stage": stage.code if stage else None, "users": one.users,
            }
        )  # fmt: skip
    if as_json:
        echo_json({"regions": rows})
        return
    for row in rows:
        click.echo(
            f"{row['region']:<6} {row['name']:<24} {row['pack']} {row['version']:<10} "
            f"{row['stage'] or '–':<20} {row['users']:>4}  {row['today']} {row['timezone']}"
        )
    if not rows:
        click.echo("Belum ada paket program. / No programme pack yet.")


@regions.command()
@click.option("--year", type=int, help="The fiscal year; that of today if absent.")
@as_json
def figures(year: int | None, as_json: bool) -> None:
    """The budget's stock and the letters of each region: sums, and nothing about a person."""
    from multiguna.accounts.queries import hosted_regions
    from multiguna.guarantees.queries import letter_count
    from multiguna.ledger.queries import stock, total
    from multiguna.ledger.terms import BALANCES
    from multiguna.registry.queries import resident_count

    rows: list[dict[str, object]] = []
    for one in hosted_regions():
        with _in_region(one.code, one.timezone) as (cursor, by):
            of = year or clock.today().year
            whole = total(stock(cursor, by, year=of))
            row: dict[str, object] = {
                "region": one.code, "name": one.name, "year": of,
                "residents": resident_count(cursor, by), "letters": letter_count(cursor, by),
            }  # fmt: skip
            row |= {name: getattr(whole, name) for name in BALANCES}
            rows.append(row | {"available_idr": whole.available_idr})
    if as_json:
        echo_json({"regions": rows})
        return
    for row in rows:
        click.echo(f"{row['region']} {row['name']} {row['year']}")
        for name, value in row.items():
            if name.endswith("_idr") and isinstance(value, int):
                click.echo(f"  {name:<20} {rupiah(value):>24}")


@contextmanager
def _in_region(code: str, timezone: str) -> Iterator[tuple[Cursor, Actor]]:
    """One region's rows and calendar for as long as it is looked at."""
    by = system(code)
    with clock.in_zone(timezone), transaction(by) as cursor:
        yield cursor, by
