"""`multiguna claims minutes`: close a hospital's month, sign, print, list.

The context's object is the actor; a refusal is the main command's to show. Names of patients are
never printed.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from multiguna.claims import actions, queries
from multiguna.claims.terms.talking import MinutesCard
from multiguna.cli.acting import as_person, person
from multiguna.cli.options import as_json, day, echo_json, on_day
from multiguna.kernel.db import transaction
from multiguna.kernel.money import rupiah
from multiguna.kernel.private import write_private
from multiguna.kernel.terms import Actor

OUT = click.Path(dir_okay=False, path_type=Path)


@click.group("minutes")
def minutes() -> None:
    """Berita acara / minutes: tutup, tanda tangan, cetak, daftar."""


@minutes.command("close")
@click.option("--provider", "provider_code", required=True, help="The hospital's code.")
@click.option("--month", required=True, help="The month of discharge, YYYY-MM.")
@as_person
@on_day
@as_json
@click.pass_obj
def close(
    by: Actor,
    provider_code: str,
    month: str,
    username: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Freeze what is decided about a hospital's claims of a month."""
    card = actions.close_minutes(
        provider_code=provider_code, month=month, by=person(by, username), on=day(on)
    )
    _show_minutes([card], as_json)


@minutes.command("sign")
@click.argument("minutes_no")
@as_person
@on_day
@as_json
@click.pass_obj
def sign(
    by: Actor, minutes_no: str, username: str | None, on: datetime | None, as_json: bool
) -> None:
    """Sign minutes: a verifier for the city, a biller for the own hospital."""
    card = actions.sign_minutes(minutes_no=minutes_no, by=person(by, username), on=day(on))
    _show_minutes([card], as_json)


@minutes.command("print")
@click.argument("minutes_no")
@click.option("--out", type=OUT, required=True, help="The PDF to write.")
@click.option("--proof", "proof_to", type=OUT, help="Also the proof, for tools/verify_audit.py.")
@as_json
@click.pass_obj
def print_minutes(
    by: Actor, minutes_no: str, out: Path, proof_to: Path | None, as_json: bool
) -> None:
    """Print minutes as PDF, with the proof that the audit log holds them."""
    write_private(out, queries.minutes_pdf(by, minutes_no))
    numbered = _write_proof(by, minutes_no, proof_to) if proof_to else None
    if as_json:
        echo_json({"minutes_no": minutes_no, "file": str(out), "proof": numbered})
    else:
        click.echo(str(out))
        if numbered is False:
            click.echo(
                "Catatannya belum bernomor; jalankan `multiguna work --once`.\n"
                "Its record is not numbered yet; run `multiguna work --once`.",
                err=True,
            )


@minutes.command("list")
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@click.option("--month", help="One month of discharge, YYYY-MM.")
@as_json
@click.pass_obj
def list_minutes(by: Actor, provider_code: str | None, month: str | None, as_json: bool) -> None:
    """List minutes, the latest month first."""
    with transaction(by) as cur:
        cards = queries.minutes_list(cur, by, provider_code=provider_code, month=month)
    _show_minutes(cards, as_json)


@minutes.command("open")
@click.option("--since", help="First month of discharge, YYYY-MM; January if absent.")
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@on_day
@as_json
@click.pass_obj
def open_minutes(
    by: Actor, since: str | None, provider_code: str | None, on: datetime | None, as_json: bool
) -> None:
    """List hospitals and months with decided claims that no minutes hold."""
    today = day(on)
    with transaction(by) as cur:
        months = queries.open_months(
            cur, by, on=today, since=since or f"{today:%Y}-01", provider_code=provider_code
        )
    if as_json:
        echo_json({"months": [asdict(one) for one in months]})
        return
    for one in months:
        click.echo(
            f"{one.month}  {one.provider_code}  {one.claims} klaim/claims  "
            f"{rupiah(one.billed_idr):>18}  {rupiah(one.approved_idr):>18}  "
            f"buka/open: {one.open_claims}"
        )


def _write_proof(by: Actor, minutes_no: str, file: Path) -> bool:
    """Write the proof of minutes; False while their record has no place in the log."""
    with transaction(by) as cur:
        card = queries.known_minutes(cur, by, minutes_no)
        proof = queries.minutes_proof(cur, by, card)
    if proof is None:
        return False
    file.write_text(json.dumps(proof.to_json()), encoding="utf-8")
    return True


def _show_minutes(cards: list[MinutesCard], as_json: bool) -> None:
    if as_json:
        echo_json({"minutes": [_minutes_facts(card) for card in cards]})
        return
    for card in cards:
        signed = ", ".join(one.party.value for one in card.signatures) or "–"
        click.echo(
            f"{card.minutes_no}  {card.claims} klaim/claims  {rupiah(card.billed_idr):>18}  "
            f"{rupiah(card.approved_idr):>18}  ttd/signed: {signed}"
        )


def _minutes_facts(card: MinutesCard) -> dict[str, object]:
    return {
        "minutes_no": card.minutes_no,
        "provider_code": card.provider_code,
        "month": card.month,
        "closed_on": card.closed_on.isoformat(),
        "claims": card.claims,
        "billed_idr": card.billed_idr,
        "approved_idr": card.approved_idr,
        "open_claims": card.open_claims,
        "content_sha256": card.content_hash,
        "record_id": card.record_id,
        "signatures": {
            one.party.value: {"by": one.signed_by, "on": one.signed_on.isoformat()}
            for one in card.signatures
        },
    }
