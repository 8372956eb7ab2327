"""`multiguna payments sipd|statement|due`: ours beside the region's books and the hospitals'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from multiguna.cli.options import DAY, FILE, as_json, day, echo_json, on_day
from multiguna.kernel.db import transaction
from multiguna.kernel.money import rupiah
from multiguna.kernel.private import write_private
from multiguna.kernel.terms import Actor
from multiguna.payments import actions, queries
from multiguna.payments.terms import Difference, Standing, Statement

MONTH = click.option("--month", required=True, metavar="YYYY-MM", help="The month of the SP2Ds.")


@click.group()
def sipd() -> None:
    """Realisasi SIPD / the region's own books: take in, hold against ours, write ours."""


@sipd.command("import")
@click.argument("path", type=FILE)
@on_day
@as_json
@click.pass_obj
def import_report(by: Actor, path: Path, on: datetime | None, as_json: bool) -> None:
    """Take in a realisation report: whole months, SP2Ds recorded where they fit."""
    made = actions.import_realisation(path=path, by=by, on=day(on))
    if as_json:
        echo_json(
            {
                "months": [f"{month:%Y-%m}" for month in made.months],
                "rows": made.rows,
                "matched": [
                    {
                        "order_no": match.order_no,
                        "sp2d_no": match.sp2d.sp2d_no,
                        "on": match.sp2d.on.isoformat(),
                        "amount_idr": match.sp2d.amount_idr,
                    }
                    for match in made.matched
                ],
                "already": made.already,
                "differences": [_difference_facts(each) for each in made.differences],
            }
        )
        return
    for match in made.matched:
        click.echo(
            f"✓ {match.order_no}  SP2D {match.sp2d.sp2d_no}  {match.sp2d.on}  "
            f"{rupiah(match.sp2d.amount_idr)}"
        )
    click.echo(
        f"{len(made.matched)} dicatat/recorded, {made.already} sudah ada/known, "
        f"{len(made.differences)} beda/different"
    )
    _show_differences(made.differences)


@sipd.command()
@MONTH
@as_json
@click.pass_obj
def differences(by: Actor, month: str, as_json: bool) -> None:
    """Say how the latest report of a month differs from our orders as they are now."""
    with transaction(by) as cur:
        found = queries.realisation(cur, by, month)
    if as_json:
        facts = [_difference_facts(each) for each in found.differences]
        echo_json({"month": month, "known": len(found.known), "differences": facts})
    elif not found.differences:
        click.echo("Tidak ada perbedaan. / No differences.")
    else:
        _show_differences(found.differences)


@sipd.command("export")
@MONTH
@click.option(
    "--out",
    "path",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The CSV file to write.",
)
@as_json
@click.pass_obj
def export_report(by: Actor, month: str, path: Path, as_json: bool) -> None:
    """Write our own SP2Ds of a month in SIPD's 15 columns."""
    with transaction(by) as cur:
        made = queries.sipd_csv(cur, by, month)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made)
    rows = made.count(b"\r\n") - 1
    if as_json:
        echo_json({"month": month, "rows": rows, "file": str(path)})
    else:
        click.echo(f"{path}  {rows} baris/rows")


@click.command()
@click.option("--provider", "provider_code", required=True, help="The hospital's code.")
@click.option("--from", "starts", type=DAY, help="Detailed from this day; 1 January if absent.")
@click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write PDF and CSV into this folder.",
)
@on_day
@as_json
@click.pass_obj
def statement(
    by: Actor,
    provider_code: str,
    starts: datetime | None,
    folder: Path | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """State what a hospital is owed and was paid, as known at the end of a day."""
    first = starts.date() if starts else None
    with transaction(by) as cur:
        made = queries.statement(cur, by, provider_code=provider_code, on=day(on), starts=first)
    written = [] if folder is None else _write(by, made, folder)
    if as_json:
        echo_json(_statement_facts(made, written))
        return
    click.echo(f"{made.provider_name}  {made.on}")
    for name, amount_idr in _sums(made.standing).items():
        click.echo(f"  {name.removesuffix('_idr'):<12} {rupiah(amount_idr):>22}")
    click.echo(f"  {'owed':<12} {rupiah(made.owed_idr):>22}")
    for each in made.ageing:
        label = f"{each.lateness.label.id} / {each.lateness.label.en}"
        click.echo(f"  {label:<40} {each.claims:>6} {rupiah(each.amount_idr):>22}")
    for path in written:
        click.echo(path)


@click.command()
@on_day
@as_json
@click.pass_obj
def due(by: Actor, on: datetime | None, as_json: bool) -> None:
    """List the hospitals that should have been paid by a day and were not."""
    with transaction(by) as cur:
        found = queries.unpaid_past_due(cur, by, on=day(on))
    if as_json:
        hospitals = [
            {
                "provider_code": each.provider_code,
                "claims": each.claims,
                "amount_idr": each.amount_idr,
                "oldest_due": each.oldest_due.isoformat(),
            }
            for each in found
        ]
        echo_json({"on": day(on).isoformat(), "hospitals": hospitals})
    elif not found:
        click.echo("Tidak ada yang lewat jatuh tempo. / Nothing is past due.")
    else:
        for each in found:
            click.echo(
                f"{each.provider_code}  {each.claims} klaim/claims  {rupiah(each.amount_idr)}  "
                f"sejak/since {each.oldest_due}"
            )


COMMANDS = (sipd, statement, due)
"""What this module adds to `multiguna payments`."""


def _show_differences(found: Sequence[Difference]) -> None:
    for each in found:
        click.echo(f"≠ {each.sentence.id}\n  {each.sentence.en}")


def _difference_facts(each: Difference) -> Mapping[str, object]:
    return {
        "kind": each.kind,
        "sp2d_no": each.sp2d_no,
        "order_no": each.order_no,
        "sipd_on": _iso(each.sipd_on),
        "sipd_idr": each.sipd_idr,
        "our_on": _iso(each.our_on),
        "our_idr": each.our_idr,
        "message": each.sentence.en,
    }


def _write(by: Actor, made: Statement, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{made.provider_code}-{made.on}"
    pdf, table = folder / f"{name}.pdf", folder / f"{name}.csv"
    write_private(pdf, queries.statement_pdf(by, made))
    write_private(table, queries.statement_csv(made))
    return [pdf, table]


def _statement_facts(made: Statement, written: Sequence[Path]) -> Mapping[str, object]:
    return {
        "provider_code": made.provider_code,
        "provider_name": made.provider_name,
        "from": made.starts.isoformat(),
        "on": made.on.isoformat(),
        "standing": _sums(made.standing),
        "ledger": _sums(made.ledger),
        "owed_idr": made.owed_idr,
        "late_idr": made.late_idr,
        "ageing": [
            {"lateness": each.lateness, "claims": each.claims, "amount_idr": each.amount_idr}
            for each in made.ageing
        ],
        "claims": [
            {
                "claim_no": claim.claim_no,
                "billed_idr": claim.billed_idr,
                "approved_idr": claim.approved_idr,
                "outcome": claim.outcome,
                "order_no": claim.order_no,
                "due_on": _iso(claim.due_on),
                "paid_on": _iso(claim.paid_on),
                "days_late": claim.days_late,
                "reasons": [reason.rule_code for reason in claim.reasons],
            }
            for claim in made.claims
        ],
        "files": [str(path) for path in written],
    }


def _sums(standing: Standing) -> Mapping[str, int]:
    return {
        "billed_idr": standing.billed_idr,
        "obligations_idr": standing.obligations_idr,
        "ordered_idr": standing.ordered_idr,
        "paid_idr": standing.paid_idr,
    }


def _iso(on: date | None) -> str | None:
    return None if on is None else on.isoformat()
