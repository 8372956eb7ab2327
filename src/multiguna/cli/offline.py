"""`multiguna offline`: lists for desks without a network, their devices and keys, what came in."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from multiguna.cli.opening import open_actor
from multiguna.cli.options import DAY, FILE, as_json, day, echo_json, on_day

OUT = click.Path(dir_okay=False, path_type=Path)
PROVIDER = click.option("--provider", "provider_code", required=True, help="The hospital's code.")


@click.group()
def offline() -> None:
    """Loket tanpa jaringan / desks without a network."""


@offline.command()
@click.option("--provider", "provider_code", help="One hospital; all that have a device if absent.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path),
              help="Copy the lists here, as PROVIDER.list.")  # fmt: skip
@on_day
@as_json
def make(provider_code: str | None, out: Path | None, on: datetime | None, as_json: bool) -> None:
    """Make the day's signed lists; the worker does it every day."""
    by = open_actor()
    from multiguna.coverage.actions.listing import make_lists
    from multiguna.coverage.queries.listing import list_file
    from multiguna.kernel import clock

    lists = make_lists(provider_code=provider_code, by=by, on=day(on), at=clock.programme_now())
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for one in lists:
            data = list_file(by.region, one).read_bytes()
            (out / f"{one.provider_code}.list").write_bytes(data)
    if as_json:
        echo_json(
            [
                {
                    "provider_code": one.provider_code, "number": one.number, "day": one.day,
                    "list_id": one.list_id, "people": one.count, "bytes": one.size,
                    "delta_bytes": one.delta_size, "key_no": one.key_no,
                    "valid_until": one.valid_until,
                }
                for one in lists
            ]
        )  # fmt: skip
        return
    for one in lists:
        click.echo(f"{one.provider_code}  {one.day}  {one.count} orang / people, {one.size} byte")


@offline.command()
@PROVIDER
@click.option("--name", required=True, help="Where the computer stands, such as 'Loket IGD'.")
@on_day
@as_json
def invite(provider_code: str, name: str, on: datetime | None, as_json: bool) -> None:
    """Let a computer of a hospital hold lists; prints the code that its clerk types once."""
    by = open_actor()
    from multiguna.coverage.actions.listing import invite_device

    number, code = invite_device(provider_code=provider_code, name=name, by=by, on=day(on))
    if as_json:
        echo_json({"device_no": number, "code": code})
    else:
        click.echo(f"Perangkat / device {number}: {code[:6]}-{code[6:]}")


@offline.command("rotate-key")
@PROVIDER
@click.option("--reason", required=True, help="Why, such as 'computer stolen'.")
@on_day
def rotate_key(provider_code: str, reason: str, on: datetime | None) -> None:
    """Give a hospital's lists a new secret key; its devices need new codes."""
    by = open_actor()
    from multiguna.coverage.actions.listing import rotate_list_key

    number = rotate_list_key(provider_code=provider_code, reason=reason, by=by, on=day(on))
    click.echo(f"Kunci / key {number}")


@offline.command("rotate-signer")
@click.option("--use", required=True, type=click.Choice(["lists", "cards"]))
@click.option("--distrust-earlier", is_flag=True,
              help="Earlier keys fell into wrong hands: nothing they signed is good.")  # fmt: skip
@on_day
def rotate_signer(use: str, distrust_earlier: bool, on: datetime | None) -> None:
    """Sign lists or cards with a new key from now on."""
    by = open_actor()
    from multiguna.coverage.actions.signing import rotate_signer as rotate

    number = rotate(use=use, distrust_earlier=distrust_earlier, by=by, on=day(on))
    click.echo(f"Penanda tangan / signer {use}-{number}")


@offline.command()
@click.option("--out", required=True, type=OUT)
def keys(out: Path) -> None:
    """Write the public keys of lists and cards, for checks without a network."""
    by = open_actor()
    from multiguna.coverage.queries.listing import key_ring
    from multiguna.kernel import clock
    from multiguna.kernel.db import transaction

    with transaction(by) as cursor:
        out.write_bytes(key_ring(cursor, by, made_at=int(clock.programme_now().timestamp())))
    click.echo(str(out))


@offline.command()
@click.argument("path", type=FILE)
@click.option("--keys", "ring", required=True, type=FILE, help="What 'offline keys' wrote.")
@as_json
def verify(path: Path, ring: Path, as_json: bool) -> None:
    """Check every byte of a list offline, and say what it is of."""
    from multiguna.coverage.rules import listing

    known = listing.trusted(listing.read_ring(ring.read_bytes(), None), "lists")
    signed = listing.read_list(path.read_bytes(), known)
    header = signed.header
    facts = {
        "kind": header.kind, "region": header.region, "provider_code": header.provider_code,
        "day": header.day, "number": header.number, "list_id": signed.list_id,
        "previous": header.previous, "records": header.count, "key_no": header.key_no,
        "valid_until": header.valid_until,
    }  # fmt: skip
    if as_json:
        echo_json(facts)
    else:
        click.echo(
            f"Utuh / whole: {header.provider_code or header.kind} {header.day}, {header.count}"
        )


@offline.command()
@click.option("--from", "starts", type=DAY, help="Promised from; thirty days before if absent.")
@click.option("--refused", is_flag=True, help="Only those that have no letter.")
@on_day
@as_json
def letters(starts: datetime | None, refused: bool, on: datetime | None, as_json: bool) -> None:
    """List what desks promised without a network, and what became of it."""
    by = open_actor()
    from multiguna.guarantees.queries.offline import offline_letters
    from multiguna.kernel.db import transaction

    until = day(on) + timedelta(days=1)
    first = starts.date() if starts else until - timedelta(days=31)
    with transaction(by) as cursor:
        found = offline_letters(cursor, by, starts=first, until=until, refused_only=refused)
    if as_json:
        echo_json(
            [
                {
                    "letter_no": one.letter_no, "provider_code": one.provider_code,
                    "asked_on": one.asked_on.isoformat(), "emergency": one.emergency,
                    "told": one.told, "outcome": one.outcome, "code": one.code,
                    "given_letter_no": one.given_letter_no,
                }
                for one in found
            ]
        )  # fmt: skip
        return
    for one in found:
        click.echo(f"{one.asked_on}  {one.letter_no}  {one.outcome}  [{one.code}]")
