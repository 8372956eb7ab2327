"""`multiguna pack`: make, check, sign, install and compare programme packs."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from multiguna.cli.founding import PROFILE, new
from multiguna.cli.opening import NAMED, open_database, open_django
from multiguna.cli.options import FOLDER, as_json, day, echo_json, on_day
from multiguna.kernel import clock
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, system
from multiguna.planning.rules.profiles import read_profile
from multiguna.programme.rules import check_pack, diff_packs, read_pack
from multiguna.programme.rules.signing import check_signature, not_as_signed, read_signature
from multiguna.programme.terms import Pack, PackProblem
from multiguna.programme.terms.signing import UNSIGNED, Provenance, Publisher


@click.group()
def pack() -> None:
    """Paket program / programme packs: new, check, diff, sign, install."""


pack.add_command(new)


@pack.command()
@click.argument("path", type=FOLDER)
@as_json
@click.pass_context
def check(context: click.Context, path: Path, as_json: bool) -> None:
    """Say everything that is wrong in a pack; exit code 1 if anything is."""
    problems = check_pack(path) or _profile_problems(path)
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
        if not problems:
            click.echo(_signed(path))
    if problems:
        context.exit(1)


def _profile_problems(path: Path) -> list[PackProblem]:
    """What is wrong with the region's profile for the planner, where the pack has one."""
    if not (path / PROFILE).is_file():
        return []
    try:
        read_profile(path)
    except Refused as refused:
        return [PackProblem(refused.code, PROFILE, "", refused.message)]
    return []


def _signed(path: Path) -> str:
    """Whether a pack is signed, and as it is now."""
    signature = read_signature(path)
    if signature is None:
        return "Belum ditandatangani. / Not signed yet."
    altered = not_as_signed(path, read_pack(path), signature)
    if altered:
        return f"Berubah sejak ditandatangani / changed since it was signed: {', '.join(altered)}"
    return f"Ditandatangani / signed: {signature.publisher} ({signature.key_id})"


@pack.command()
@click.argument("path", type=FOLDER)
@click.option("--unsigned", is_flag=True, help="Install it though nobody's signature vouches.")
@click.option("--older", is_flag=True, help="Install it though a newer version is installed.")
@on_day
@as_json
@click.pass_context
def install(
    context: click.Context, path: Path, unsigned: bool, older: bool, on: datetime | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Install a signed pack: its law, hospitals, agreements, rates and budget lines."""
    open_django()
    with still(path) as folder:
        read = read_pack(folder)
        provenance = UNSIGNED if unsigned else _checked(folder, read)
    open_database()
    clock.use_zone(read.timezone)
    named = context.find_root().meta.get(NAMED)
    install_no = install_whole(
        read, by=system(named or read.region), on=day(on), provenance=provenance, older=older
    )
    whose = provenance.publisher or "tanpa tanda tangan / unsigned"
    if as_json:
        echo_json(
            {
                "name": read.name, "version": read.version, "install_no": install_no,
                "signed_by": provenance.key_id, "publisher": provenance.publisher,
            }
        )  # fmt: skip
    else:
        click.echo(f"{read.name} {read.version} terpasang / installed: {read.region} ({whose})")


@contextmanager
def still(path: Path) -> Iterator[Path]:
    """A copy of a pack's folder that nobody changes between its check and its installation."""
    if not (path / "programme.yaml").is_file():  # no pack: read_pack says so
        yield path
        return
    with TemporaryDirectory(prefix="multiguna-pack-") as aside:
        folder = Path(aside) / path.resolve().name
        shutil.copytree(path, folder, symlinks=True)
        yield folder


def _checked(folder: Path, read: Pack) -> Provenance:
    from multiguna.programme.queries import publishers

    return check_signature(folder, read, publishers())


@pack.command()
@click.argument("path", type=FOLDER)
@click.option("--publisher", help="Who publishes it; the region's Dinas Kesehatan if absent.")
@on_day
@as_json
def sign(path: Path, publisher: str | None, on: datetime | None, as_json: bool) -> None:
    """Sign a pack with this installation's key, after looking it through."""
    open_django()
    from multiguna.programme.actions import sign_pack

    signature = sign_pack(path=path, publisher=publisher, on=day(on))
    if as_json:
        echo_json({"pack": signature.pack, "version": signature.version,
                   "key_id": signature.key_id, "key": signature.key,
                   "publisher": signature.publisher, "files": len(signature.files)})  # fmt: skip
    else:
        click.echo(
            f"{signature.pack} {signature.version}: {len(signature.files)} berkas ditandatangani "
            f"/ files signed. {signature.publisher}, kunci / key {signature.key_id}"
        )


@pack.command()
@click.argument("shown", metavar="KEY|FILE")
@click.option("--name", help="Whose key it is; a SIGNATURE names it itself.")
@on_day
@as_json
def trust(shown: str, name: str | None, on: datetime | None, as_json: bool) -> None:
    """Believe a publisher: a key, a PEM file, a SIGNATURE or a signed pack.

    Compare the key's number with the publisher by another way than the one the pack came.
    """
    open_django()
    from multiguna.programme.actions import trust_publisher

    publisher = trust_publisher(shown=shown, name=name, on=day(on))
    _say_publishers([publisher], as_json)


@pack.command()
@click.argument("key_id")
def distrust(key_id: str) -> None:
    """Believe a publisher no more; what was installed stays."""
    open_django()
    from multiguna.programme.actions import distrust_publisher

    distrust_publisher(key_id=key_id)
    click.echo(f"{key_id}: tidak dipercaya lagi / believed no more")


@pack.command()
@as_json
def publishers(as_json: bool) -> None:
    """List whose packs this installation believes, with their keys to hand on."""
    open_django()
    from multiguna.programme.queries import publishers as believed

    _say_publishers(list(believed().values()), as_json)


def _say_publishers(found: list[Publisher], as_json: bool) -> None:
    if as_json:
        echo_json([dataclasses.asdict(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.key_id}  {one.name}\n  {one.key}")
    if not found:
        click.echo("Belum ada. / None yet.")


@pack.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@as_json
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Say in sentences how two packs differ."""
    from multiguna.claims.terms import RULES

    words = {code: rule.sentence for code, rule in RULES.items()}
    differences = diff_packs(read_pack(old), read_pack(new), words)
    if as_json:
        echo_json([{"id": text.id, "en": text.en} for text in differences])
    else:
        for text in differences:
            click.echo(f"- {text.id}\n  {text.en}")
        if not differences:
            click.echo("Tidak ada perbedaan. / No difference.")


def install_whole(
    pack: Pack, *, by: Actor, on: date, provenance: Provenance = UNSIGNED, older: bool = False
) -> int:
    """Install every part of a pack in one transaction; gives the installation number.

    Whoever installs what was not signed, as the demo does, leaves that in the record.
    """
    from multiguna.kernel.db import transaction
    from multiguna.ledger.actions import open_accounts
    from multiguna.ledger.rules import budget_lines
    from multiguna.programme.actions import install_pack
    from multiguna.providers.actions import take_agreements

    with transaction(by):
        install_no = install_pack(pack=pack, by=by, on=on, provenance=provenance, older=older)
        take_agreements(pack=pack, by=by, on=on)
        open_accounts(lines=budget_lines(pack), by=by, on=on)
    return install_no
