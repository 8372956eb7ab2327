"""`multiguna budget`: take in budget documents and show the stock."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from multiguna.cli.options import DAY, FILE, as_json, day, echo_json, on_day
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.money import grouped
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.actions import import_budget
from multiguna.ledger.queries import stock, total
from multiguna.ledger.terms import BALANCES, LineStock

TITLES = {
    "appropriation_idr": Text("Pagu (DPA)", "Appropriation"),
    "released_idr": Text("Dirilis (SPD)", "Released"),
    "committed_idr": Text("Dijanjikan", "Committed"),
    "billed_idr": Text("Ditagih", "Billed"),
    "obligations_idr": Text("Terverifikasi", "Obligations"),
    "ordered_idr": Text("Diperintahkan", "Ordered"),
    "paid_idr": Text("Dibayar (SP2D)", "Paid"),
    "arrears_idr": Text("Tunggakan", "Arrears"),
    "available_idr": Text("Tersedia", "Available"),
}


@click.group()
def budget() -> None:
    """Anggaran / the budget."""


@budget.command("import")
@click.argument("path", type=FILE)
@on_day
@as_json
@click.pass_obj
def import_file(by: Actor, path: Path, on: datetime | None, as_json: bool) -> None:
    """Take in budget documents (DPA, DPAP, SPD) dated up to a day, all or nothing."""
    result = import_budget(path=path, by=by, on=day(on))
    if as_json:
        echo_json({"entered": result.entered, "later": result.later})
    else:
        click.echo(
            f"{result.entered} dokumen baru / new documents, {result.later} belum berlaku pada / "
            f"not yet due on {day(on)}"
        )


@budget.command()
@click.option("--year", type=int, help="The fiscal year; this year if absent.")
@click.option("--on", type=DAY, help="The stock at the end of a day; now if absent.")
@as_json
@click.pass_obj
def show(by: Actor, year: int | None, on: datetime | None, as_json: bool) -> None:
    """Show the stock of each budget line: appropriation + arrears = available + all uses."""
    when = on.date() if on else None
    year = year or (when or clock.today()).year
    with transaction(by) as cursor:
        lines = stock(cursor, by, year=year, on=when)
    whole = total(lines)
    if as_json:
        echo_json(
            {
                "year": year,
                "on": when.isoformat() if when else None,
                "lines": [{"account_id": line.account_id, **_amounts(line)} for line in lines],
                "total": _amounts(whole),
            }
        )
        return
    columns = [*lines, whole]
    click.echo(" " * 30 + "".join(f"{line.account_id or 'Σ':>20}" for line in columns))
    for name, title in TITLES.items():
        amounts = "".join(f"{grouped(getattr(line, name)):>20}" for line in columns)
        click.echo(f"{title.id + ' / ' + title.en:<30}{amounts}")


def _amounts(line: LineStock) -> dict[str, int]:
    return {name: getattr(line, name) for name in (*BALANCES, "available_idr")}
