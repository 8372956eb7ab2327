"""`multiguna demo`: a whole generated city through the real importers, then the web site."""

from __future__ import annotations

import os
import time

import click

from multiguna.cli.cities import bar, found_city, own_database, own_folder, shipped_pack
from multiguna.cli.options import as_json, echo_json
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import system
from multiguna.programme.rules import read_pack
from multiguna.synthetic.city import DEFAULT_START, write_city
from multiguna.synthetic.scoring import Scores, read_planted, score

DATABASE = "multiguna_demo"


@click.command()
@click.option("--residents", type=click.IntRange(100), default=20_000, show_default=True)
@click.option("--months", type=click.IntRange(1, 48), default=12, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--no-serve", is_flag=True, help="Print the figures and end.")
@as_json
def demo(
    residents: int, months: int, seed: int, host: str, port: int, no_serve: bool, as_json: bool
) -> None:
    """Build a city in a database of its own, show what was planted and found, then serve it."""
    began = time.monotonic()
    own_database(DATABASE)
    figures, scores = _build(residents=residents, months=months, seed=seed)
    figures["seconds"] = round(time.monotonic() - began)
    if as_json:
        echo_json(figures)
    else:
        _show(figures, scores)
        click.echo(
            "\nPerintah lain pada kota ini / other commands on this city:\n"
            f"  export MULTIGUNA_DATABASE={DATABASE} MULTIGUNA_TODAY={figures['today']}"
        )
    if not no_serve:
        from multiguna.cli.server import serve_site

        serve_site(host=host, port=port, workers=1, work=True)


def _build(*, residents: int, months: int, seed: int) -> tuple[dict[str, object], Scores]:
    pack_dir = shipped_pack("tangerang")
    pack = read_pack(pack_dir)
    files, reports = own_folder("demo")
    summary = write_city(files, pack_dir=pack_dir, residents=residents, months=months, seed=seed)
    found_city(pack, files, on=DEFAULT_START)
    from multiguna.synthetic.life import live

    with bar() as say:
        life = live(files, reports, region=pack.region, say=say)
    os.environ["MULTIGUNA_TODAY"] = life.last_day.isoformat()
    scores = score(read_planted(files / "planted.csv"), life.observed)
    years = range(DEFAULT_START.year, life.last_day.year + 1)
    figures = _figures(pack.region, years, months)
    figures |= {
        "seed": seed,
        "visits": summary.visits,
        "desk": {str(outcome): count for outcome, count in sorted(life.desk.items())},
        "claims_imported": life.claims_imported,
        "rows_refused": life.rows_refused,
        "today": life.last_day.isoformat(),
        "planted": [
            {"kind": s.kind, "expected": s.expected, "planted": s.planted, "found": s.found,
             "covered": s.detectable, "missed": list(s.missed)}
            for s in scores.kinds
        ],
        "falsely_flagged": [list(one) for one in scores.false],
        "all_found": scores.all_found,
    }  # fmt: skip
    return figures, scores


def _figures(region: str, years: range, months: int) -> dict[str, object]:
    """The city's figures, read back from the database."""
    from multiguna.audit.queries.verification import verify_log
    from multiguna.claims.queries import outcome_sums
    from multiguna.guarantees.queries import letter_count
    from multiguna.kernel.db import transaction
    from multiguna.ledger.queries import stock, total, unbalanced_accounts
    from multiguna.ledger.terms import BALANCES
    from multiguna.providers.queries import providers
    from multiguna.registry.queries import resident_count

    by = system(region)
    with transaction(by) as cursor:
        lines = [line for year in years for line in stock(cursor, by, year=year)]
        whole = total(lines)
        figures: dict[str, object] = {
            "residents": resident_count(cursor, by),
            "months": months,
            "providers": len(providers(cursor, by)),
            "guarantees": letter_count(cursor, by),
        }
        figures |= {outcome: part.claims for outcome, part in outcome_sums(cursor, by).items()}
        figures |= {name: getattr(whole, name) for name in BALANCES}
        figures["available_idr"] = whole.available_idr
        figures["ledger_balanced"] = not unbalanced_accounts(cursor, by)
    figures["identity"] = (
        "appropriation_idr + arrears_idr = available_idr + committed_idr + billed_idr + "
        "obligations_idr + ordered_idr + paid_idr"
    )
    figures["audit_verified"] = verify_log(region).verified
    return figures


def _show(figures: dict[str, object], scores: Scores) -> None:
    for name, value in figures.items():
        if name.endswith("_idr") and isinstance(value, int):
            click.echo(f"{name:<20} {rupiah(value):>22}")
        elif name not in ("planted", "falsely_flagged", "desk"):
            click.echo(f"{name:<20} {value!s:>22}")
    click.echo(f"\n{'ditanam / planted':<28}{'harus / expected':<28}{'planted':>8}{'found':>8}")
    for one in scores.kinds:
        note = "" if one.detectable else "  belum tercakup / not yet covered"
        click.echo(f"{one.kind:<28}{one.expected:<28}{one.planted:>8}{one.found:>8}{note}")
    click.echo(f"salah tuduh / falsely flagged: {len(scores.false)}")
    for file, row, code in scores.false[:20]:
        click.echo(f"  {file} baris / row {row}: {code}")
