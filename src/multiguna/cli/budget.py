"""`multiguna budget`: documents, the stock in every split, the books, and the year's end.

What looks ahead (outlook, alarms, reserves, charts, digest) is in `cli.outlook`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from multiguna.cli import outlook
from multiguna.cli.options import DAY, FILE, as_json, day, echo_json, on_day
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.money import grouped
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger import actions, queries
from multiguna.ledger.rules import budget_csv
from multiguna.ledger.terms import (
    BALANCES,
    Balanced,
    EntryKind,
    Face,
    JournalForm,
    LineClosing,
    Pending,
)

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
YEAR = click.option("--year", type=int, help="The fiscal year; this year if absent.")


@click.group()
def budget() -> None:
    """Anggaran / the budget."""


for command in outlook.COMMANDS:
    budget.add_command(command)


@budget.command("import")
@click.argument("path", type=FILE)
@on_day
@as_json
@click.pass_obj
def import_file(by: Actor, path: Path, on: datetime | None, as_json: bool) -> None:
    """Take in budget documents (DPA, DPAP, SPD) dated up to a day, all or nothing."""
    result = actions.import_budget(path=path, by=by, on=day(on))
    if as_json:
        echo_json({"entered": result.entered, "later": result.later})
    else:
        click.echo(
            f"{result.entered} dokumen baru / new documents, {result.later} belum berlaku pada / "
            f"not yet due on {day(on)}"
        )


@budget.command()
@YEAR
@click.option("--on", type=DAY, help="The stock at the end of a day; now if absent.")
@click.option(
    "--by", "face", type=click.Choice([face.value for face in Face]),
    help="Split it by line, care, hospital, village or the age of what is committed.",
)  # fmt: skip
@as_json
@click.pass_obj
def show(by: Actor, year: int | None, on: datetime | None, face: str | None, as_json: bool) -> None:
    """Show the stock of each budget line: appropriation + arrears = available + all uses."""
    when = on.date() if on else None
    if face == Face.AGE:
        when = when or clock.today()
    year = year or (when or clock.today()).year
    with transaction(by) as cursor:
        lines = queries.stock(cursor, by, year=year, on=when)
        split = queries.stock_by(cursor, by, year=year, face=face, on=when) if face else []
    whole = queries.total(lines)
    if as_json:
        body = {
            "year": year,
            "on": when.isoformat() if when else None,
            "lines": [{"account_id": line.account_id, **_amounts(line)} for line in lines],
            "total": _amounts(whole),
        }
        if face:
            body |= {"by": face, "keys": [{"key": one.key, **_amounts(one)} for one in split]}
        echo_json(body)
    elif face:
        _rows([(one.key or "–", one) for one in split] + [("Σ", whole)], first=face)
    else:
        _columns([(line.account_id, line) for line in lines] + [("Σ", whole)])


@budget.command()
@YEAR
@click.option("--from", "starts", type=DAY, help="The first day; that of the year if absent.")
@click.option("--until", type=DAY, help="The day after the last; tomorrow if absent.")
@as_json
@click.pass_obj
def flow(
    by: Actor, year: int | None, starts: datetime | None, until: datetime | None, as_json: bool
) -> None:
    """Show what moved in a period, by kind of entry: the stock before + the flow = after."""
    year = year or clock.today().year
    first = starts.date() if starts else date(year, 1, 1)
    end = until.date() if until else clock.today() + timedelta(days=1)
    with transaction(by) as cursor:
        moved = queries.flow(cursor, by, year=year, starts=first, until=end)
    if as_json:
        echo_json(
            {
                "year": year,
                "from": first.isoformat(),
                "until": end.isoformat(),
                "kinds": [
                    {"kind": one.kind, "entries": one.entries, **_moved(one)} for one in moved
                ],
            }
        )
    else:
        _rows([(f"{one.kind} ({one.entries})", one) for one in moved], first="kind")


@budget.command()
@YEAR
@click.option("--on", type=DAY, help="Entries dated up to a day.")
@click.option("--line", "account_id", help="Of one line, e.g. 2012/RI.")
@click.option("--balance", type=click.Choice(BALANCES), help="That move one balance.")
@click.option("--provider", "provider_code", help="Of one hospital.")
@click.option("--village", "village_code", help="Of one village.")
@click.option("--care", help="inpatient or outpatient.")
@click.option("--kind", type=click.Choice([kind.value for kind in EntryKind]))
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@click.option("--after", "after_no", type=int, default=0, help="Go on after an entry's number.")
@as_json
@click.pass_obj
def entries(
    by: Actor, /, year: int | None, on: datetime | None, as_json: bool, **filters: str | int | None
) -> None:
    """List the entries behind a figure, in the order they were recorded."""
    year = year or clock.today().year
    with transaction(by) as cursor:
        rows = queries.entries(
            cursor, by, year=year, on=on.date() if on else None,
            **filters,  # type: ignore[arg-type]
        )  # fmt: skip
    if as_json:
        echo_json(
            [
                {
                    "entry_no": row.entry_no,
                    "entry_id": row.entry_id,
                    "account_id": row.account_id,
                    "kind": row.kind,
                    "on": row.on.isoformat(),
                    "reserved_on": row.reserved_on.isoformat() if row.reserved_on else None,
                    "provider_code": row.provider_code,
                    "village_code": row.village_code,
                    "claim_id": row.claim_id,
                    **_moved(row),
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        moved = ", ".join(f"{name[:-4]} {grouped(amount)}" for name, amount in _moved(row).items())
        click.echo(f"{row.entry_no:>8} {row.on} {row.account_id} {row.entry_id}: {moved}")


@budget.command()
@YEAR
@as_json
@click.pass_obj
def documents(by: Actor, year: int | None, as_json: bool) -> None:
    """List a year's budget documents (DPA, DPAP, SPD), in force and superseded."""
    with transaction(by) as cursor:
        listed = queries.documents(cursor, by, year=year or clock.today().year)
    if as_json:
        echo_json(
            [
                {
                    "document_no": one.document.document_no,
                    "kind": one.document.kind,
                    "account_id": one.document.account_id,
                    "on": one.document.on.isoformat(),
                    "amount_idr": one.document.amount_idr,
                    "quarter": one.document.quarter,
                    "legal": one.document.legal,
                    "supersedes": one.document.supersedes,
                    "superseded_by": one.superseded_by,
                    "entered_by": one.entered_by,
                }
                for one in listed
            ]
        )
        return
    for one in listed:
        document = one.document
        note = f"  ← {one.superseded_by}" if one.superseded_by else ""
        click.echo(
            f"{document.on} {document.kind:<5}{document.account_id:<10}"
            f"{grouped(document.amount_idr):>20}  {document.document_no}{note}"
        )


@budget.command()
@YEAR
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Else to the screen.")
@click.pass_obj
def export(by: Actor, year: int | None, out: Path | None) -> None:
    """Write a year's budget documents as the CSV file that `budget import` reads."""
    with transaction(by) as cursor:
        listed = queries.documents(cursor, by, year=year or clock.today().year)
    _write([budget_csv(one.document for one in listed)], out)


@budget.command()
@YEAR
@click.option(
    "--format", "form", type=click.Choice([form.value for form in JournalForm]),
    default=JournalForm.BEANCOUNT.value, show_default=True,
)  # fmt: skip
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Else to the screen.")
@click.pass_obj
def journal(by: Actor, year: int | None, form: str, out: Path | None) -> None:
    """Write a year's books as double entries, for auditors."""
    year = year or clock.today().year
    with transaction(by) as cursor:
        _write(queries.journal(cursor, by, year=year, form=form), out)


@budget.command()
@click.option("--year", type=int, required=True, help="The fiscal year to close.")
@on_day
@as_json
@click.pass_obj
def close(by: Actor, year: int, on: datetime | None, as_json: bool) -> None:
    """Close a year: what is pending is carried to the next one, and reconciled."""
    closing = actions.close_year(year=year, by=by, on=day(on))
    if as_json:
        echo_json(
            {
                "year": year,
                "reconciled": closing.reconciled,
                "lines": [_closing(line) for line in closing.lines],
            }
        )
        return
    for line in closing.lines:
        handed, taken = line.handed, line.taken
        click.echo(
            f"{line.account_id} → {line.carried_to} ({line.closed_on})\n"
            f"  pagu / appropriation {grouped(line.appropriation_idr)} = dibayar / paid "
            f"{grouped(line.paid_idr)} + tidak terpakai / unused {grouped(line.unused_idr)}\n"
            f"  diserahkan / handed over {grouped(handed.total_idr)} = diterima / taken over "
            f"{grouped(taken.total_idr)}"
        )


def _closing(line: LineClosing) -> dict[str, object]:
    def pending(of: Pending) -> dict[str, int]:
        return {name: getattr(of, name) for name in of.__dataclass_fields__}

    return {
        "account_id": line.account_id,
        "carried_to": line.carried_to,
        "closed_on": line.closed_on.isoformat(),
        "appropriation_idr": line.appropriation_idr,
        "released_idr": line.released_idr,
        "paid_idr": line.paid_idr,
        "unused_idr": line.unused_idr,
        "handed": pending(line.handed),
        "taken": pending(line.taken),
    }


def _amounts(one: Balanced) -> dict[str, int]:
    return {name: getattr(one, name) for name in (*BALANCES, "available_idr")}


def _moved(one: Balanced) -> dict[str, int]:
    """The balances that moved."""
    return {name: getattr(one, name) for name in BALANCES if getattr(one, name)}


def _columns(stocks: Sequence[tuple[str, Balanced]]) -> None:
    """A table with one column a stock."""
    click.echo(" " * 30 + "".join(f"{name:>20}" for name, _ in stocks))
    for name, title in TITLES.items():
        amounts = "".join(f"{grouped(getattr(one, name)):>20}" for _, one in stocks)
        click.echo(f"{title.id + ' / ' + title.en:<30}{amounts}")


def _rows(stocks: Sequence[tuple[str, Balanced]], *, first: str) -> None:
    """A table with one row a stock, for keys that may be many."""
    click.echo(f"{first:<22}" + "".join(f"{TITLES[name].en:>18}" for name in BALANCES))
    for key, one in stocks:
        amounts = "".join(f"{grouped(getattr(one, name)):>18}" for name in BALANCES)
        click.echo(f"{key:<22}{amounts}")


def _write(pieces: Iterable[str], out: Path | None) -> None:
    if out is None:
        sys.stdout.writelines(pieces)
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)
