"""`multiguna coverage card`: issue coverage cards, make them void, print and check them."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from multiguna.cli.opening import open_actor
from multiguna.cli.options import FILE, as_json, day, echo_json, on_day
from multiguna.coverage.terms.cards import CardEnd, IssuedCard
from multiguna.kernel.private import write_private

OUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def card() -> None:
    """Kartu jaminan / coverage cards."""


@card.command()
@click.option("--kk", required=True, type=int, help="The family card number.")
@click.option("--anew", is_flag=True, help="New cards for all; the old ones become void.")
@on_day
@as_json
def issue(kk: int, anew: bool, on: datetime | None, as_json: bool) -> None:
    """Issue a card to each covered member of a family; a good card stays."""
    by = open_actor()
    from multiguna.coverage.actions.cards import issue_cards

    made = issue_cards(kk=kk, anew=anew, by=by, on=day(on))
    if as_json:
        echo_json(
            {
                "cards": [_facts(one) for one in made.cards], "again": made.again,
                "without": [{"person_id": who, "reason": why} for who, why in made.without],
            }
        )  # fmt: skip
        return
    for one in made.cards:
        click.echo(f"{one.card_id}  … {one.expires_on}")
    for _, why in made.without:
        click.echo(f"–  {why.statement.id} [{why}]")


@card.command()
@click.argument("card_id")
@click.option("--reason", required=True, type=click.Choice([one.value for one in CardEnd]))
@on_day
@as_json
def revoke(card_id: str, reason: str, on: datetime | None, as_json: bool) -> None:
    """Make a card void before it expires."""
    by = open_actor()
    from multiguna.coverage.actions.cards import end_card

    one = end_card(card_id=card_id, reason=CardEnd(reason), by=by, on=day(on))
    if as_json:
        echo_json(_facts(one))
    else:
        label = CardEnd(reason).label
        click.echo(f"{one.card_id}: {label.id} / {label.en}")


@card.command()
@click.option("--kk", required=True, type=int, help="The family card number.")
@click.option("--out", required=True, type=OUT)
@on_day
def sheet(kk: int, out: Path, on: datetime | None) -> None:
    """Write a family's good cards as PDF, to print and cut out."""
    by = open_actor()
    from multiguna.coverage.queries.cards import card_sheet, cards_of_family
    from multiguna.kernel.db import transaction

    today = day(on)
    with transaction(by) as cursor:
        cards = [
            one
            for one in cards_of_family(cursor, by, kk)
            if one.ended is None and today < one.expires_on
        ]
        write_private(out, card_sheet(cursor, by, cards))
    click.echo(f"{len(cards)} kartu / cards: {out}")


@card.command()
@click.option("--out", required=True, type=OUT)
@on_day
def revocations(out: Path, on: datetime | None) -> None:
    """Write the signed list of void cards, for checks without a network."""
    by = open_actor()
    from multiguna.coverage.queries.cards import revocations as void_cards
    from multiguna.kernel import clock
    from multiguna.kernel.db import transaction

    with transaction(by) as cursor:
        out.write_bytes(void_cards(cursor, by, on=day(on), at=clock.programme_now()))
    click.echo(str(out))


@card.command()
@click.argument("token")
@click.option("--keys", "ring", required=True, type=FILE, help="What 'offline keys' wrote.")
@click.option("--revoked", type=FILE, help="What 'coverage card revocations' wrote.")
@click.option("--ktp", is_flag=True, help="Ask for the NIK on the KTP shown: is the card its own?")
@on_day
@as_json
def verify(
    token: str, ring: Path, revoked: Path | None, ktp: bool, on: datetime | None, as_json: bool
) -> None:
    """Check a scanned card offline, with two files alone; `-` reads the code from standard input.

    With --ktp the NIK is asked for and not echoed: it does not stay in the history of commands.
    """
    from multiguna.coverage.rules import listing
    from multiguna.coverage.rules.cards import check_card

    text = sys.stdin.readline().strip() if token == "-" else token  # noqa: S105
    known = listing.read_ring(ring.read_bytes(), None)
    void = None
    if revoked is not None:
        void = listing.read_list(revoked.read_bytes(), listing.trusted(known, "lists"))
    nik = click.prompt("NIK", hide_input=True, err=True) if ktp else None
    found = check_card(text, listing.trusted(known, "cards"), day(on), revoked=void, nik=nik)
    if as_json:
        echo_json(
            {
                "good": found.good, "card_id": found.claims.card_id.hex(),
                "region": found.claims.region, "expires_on": found.claims.expires_on.isoformat(),
                "ended": found.ended, "belongs": found.belongs, "revocations_as_of": found.as_of,
            }
        )  # fmt: skip
    else:
        click.echo(f"Asli / genuine: {found.claims.card_id.hex()}, … {found.claims.expires_on}")
        click.echo(f"Daftar kartu batal / list of void cards: {found.as_of}" if found.as_of else
                   "Tanpa daftar kartu batal. / Not checked against void cards.")  # fmt: skip
        if found.ended is not None:
            click.echo(f"TIDAK BERLAKU / VOID: {found.ended.label.id} / {found.ended.label.en}")
        if found.belongs is not None:
            click.echo("KTP cocok. / The KTP matches." if found.belongs else
                       "KTP TIDAK COCOK. / The KTP does NOT match.")  # fmt: skip
    if not found.good:
        raise SystemExit(1)


def _facts(one: IssuedCard) -> dict[str, object]:
    return {
        "card_id": one.card_id, "person_id": one.person_id,
        "issued_on": one.issued_on.isoformat(), "expires_on": one.expires_on.isoformat(),
        "token": one.token, "ended": one.ended,
    }  # fmt: skip
