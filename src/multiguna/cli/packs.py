"""`multiguna pack`: check, install and compare programme packs."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from multiguna.cli.founding import new
from multiguna.cli.opening import NAMED, open_database
from multiguna.cli.options import FOLDER, as_json, day, echo_json, on_day
from multiguna.kernel import clock
from multiguna.kernel.terms import Actor, system
from multiguna.programme.rules import check_pack, diff_packs, read_pack
from multiguna.programme.terms import Pack


@click.group()
def pack() -> None:
    """Paket program / programme packs: check, install, diff."""


pack.add_command(new)


@pack.command()
@click.argument("path", type=FOLDER)
@as_json
@click.pass_context
def check(context: click.Context, path: Path, as_json: bool) -> None:
    """Say everything that is wrong in a pack; exit code 1 if anything is."""
    problems = check_pack(path)
    if as_json:
        echo_json(
            {
                "valid": not problems,
                "problems": [
                    {"code": p.code, "file": p.file, "where": p.where, "id": p.message.id,
                     "en": p.message.en}
                    for p in problems
                ],
            }
        )  # fmt: skip
    else:
        for p in problems:
            place = f"{p.file}: {p.where}" if p.where else p.file
            click.echo(f"{place}\n  {p.message.id}\n  {p.message.en} [{p.code}]", err=True)
        click.echo("Paket sah. / The pack is valid." if not problems else
                   f"{len(problems)} kesalahan / problems.", err=bool(problems))  # fmt: skip
    if problems:
        context.exit(1)


@pack.command()
@click.argument("path", type=FOLDER)
@on_day
@as_json
@click.pass_context
def install(context: click.Context, path: Path, on: datetime | None, as_json: bool) -> None:
    """Install a pack: its law, hospitals, agreements, rates and budget lines."""
    read = read_pack(path)
    open_database()
    clock.use_zone(read.timezone)
    named = context.find_root().meta.get(NAMED)
    install_no = install_whole(read, by=system(named or read.region), on=day(on))
    if as_json:
        echo_json({"name": read.name, "version": read.version, "install_no": install_no})
    else:
        click.echo(f"{read.name} {read.version} terpasang / installed: {read.region}")


@pack.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@as_json
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Say in sentences how two packs differ."""
    differences = diff_packs(read_pack(old), read_pack(new))
    if as_json:
        echo_json([{"id": text.id, "en": text.en} for text in differences])
    else:
        for text in differences:
            click.echo(f"- {text.id}\n  {text.en}")
        if not differences:
            click.echo("Tidak ada perbedaan. / No difference.")


def install_whole(pack: Pack, *, by: Actor, on: date) -> int:
    """Install every part of a pack in one transaction; gives the installation number."""
    from multiguna.kernel.db import transaction
    from multiguna.ledger.actions import open_accounts
    from multiguna.ledger.rules import budget_lines
    from multiguna.programme.actions import install_pack
    from multiguna.providers.actions import take_agreements

    with transaction(by):
        install_no = install_pack(pack=pack, by=by, on=on)
        take_agreements(pack=pack, by=by, on=on)
        open_accounts(lines=budget_lines(pack), by=by, on=on)
    return install_no
