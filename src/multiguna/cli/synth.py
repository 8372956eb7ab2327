"""`multiguna synth`: write a generated city as the files that the importers read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from multiguna.cli.options import DAY, FILE, FOLDER, as_json, echo_json


@click.group()
def synth() -> None:
    """Kota buatan / a generated city."""


@synth.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path),
              help="An empty or new folder.")  # fmt: skip
@click.option("--residents", type=click.IntRange(1), default=20_000, show_default=True)
@click.option("--months", type=click.IntRange(1, 120), default=12, show_default=True)
@click.option("--start", type=DAY, default="2012-01-01", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--pack", "pack_dir", type=FOLDER, help="The pack; packs/tangerang if absent.")
@as_json
def city(
    out: Path, residents: int, months: int, start: datetime, seed: int, pack_dir: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Write a city: residents, hospitals, budget, visits, e-Klaim files, what is planted."""
    from multiguna.cli.cities import shipped_pack
    from multiguna.synthetic.city import write_city

    summary = write_city(
        out, pack_dir=pack_dir or shipped_pack("tangerang"), residents=residents, months=months,
        start=start.date(), seed=seed,
    )  # fmt: skip
    if as_json:
        echo_json(
            {
                "out": str(out), "residents": summary.residents, "visits": summary.visits,
                "claim_files": summary.claim_files, "claim_rows": summary.claim_rows,
                "planted": summary.planted, "not_planted": list(summary.not_planted),
            }
        )  # fmt: skip
    else:
        click.echo(
            f"{out}: {summary.residents} warga / residents, {summary.visits} kunjungan / visits, "
            f"{summary.claim_rows} klaim / claims, "
            f"{sum(summary.planted.values())} ditanam / planted"
        )


@synth.command()
@click.argument("residents", type=FILE)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--changes", type=click.IntRange(1), default=1_000, show_default=True)
@click.option("--month", type=DAY, default="2013-01-01", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--pack", "pack_dir", type=FOLDER, help="The pack; packs/tangerang if absent.")
@as_json
def updates(
    residents: Path, out: Path, changes: int, month: datetime, seed: int, pack_dir: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Write a month of the civil registry's events for the city of a residents.csv."""
    from multiguna.cli.cities import shipped_pack
    from multiguna.programme.rules import read_pack
    from multiguna.synthetic.updates import write_updates

    pack = read_pack(pack_dir or shipped_pack("tangerang"))
    written = write_updates(
        out, residents=residents, changes=changes, month=month.date(), seed=seed,
        villages=pack.villages,
    )  # fmt: skip
    if as_json:
        echo_json({"rows": written.rows, "events": written.events, "planted": len(written.planted)})
    else:
        events = ", ".join(f"{word} {count}" for word, count in sorted(written.events.items()))
        click.echo(f"{out}: {written.rows} baris / rows ({events})")


@synth.command()
@click.argument("residents", type=FILE)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--start", type=DAY, default="2014-01-01", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@as_json
def jkn(residents: Path, out: Path, start: datetime, seed: int, as_json: bool) -> None:
    """Write a JKN status file for the city of a residents.csv."""
    from multiguna.synthetic.membership import write_membership

    rows = write_membership(out, residents=residents, start=start.date(), seed=seed)
    if as_json:
        echo_json({"rows": rows})
    else:
        click.echo(f"{out}: {rows} baris / rows")
