"""`multiguna portability`: residents of another region in hospitals here, and ours in theirs.

The region of the command is the one that acts. A hospital's act for a guest is decided in the
guest's region, where the hospital's own people are known by their region and name.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from multiguna.cli.acting import as_person, person
from multiguna.cli.options import FILE, as_json, day, echo_json, on_day
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.private import write_private
from multiguna.kernel.terms import Actor, Role, Text
from multiguna.payments.rules.portability import partner_key, sums_by_hospital
from multiguna.payments.terms.portability import GuestStatement

HOME = click.option("--home", "home_region", required=True, help="The patient's region.")
HOSPITAL = click.option("--provider", "provider_code", required=True, help="The hospital here.")
NIK = click.option("--nik", required=True, type=int, help="16 digits.")
KK = click.option("--kk", type=int, help="The family card shown.")
CARE = click.option("--care", type=click.Choice(["inpatient", "outpatient"]),
                    default="outpatient", show_default=True)  # fmt: skip
EMERGENCY = click.option("--emergency", is_flag=True)


@click.group()
def portability() -> None:
    """Portabilitas antarwilayah / portability between regions."""


@portability.command("list")
@on_day
@as_json
@click.pass_obj
def list_partners(by: Actor, on: datetime | None, as_json: bool) -> None:
    """List the regions that our pack names, and whether theirs names us."""
    from multiguna.providers.queries import partners

    rows = [
        {
            "partner": one.ours.partner_region, "in_force": one.in_force,
            "services": list(one.ours.services), "settlement": one.ours.settlement,
            "monthly_ceiling_idr": one.ours.monthly_ceiling_idr, "hospitals": one.hospitals,
        }
        for one in partners(by, on=day(on))
    ]  # fmt: skip
    if as_json:
        echo_json({"region": by.region, "partners": rows})
        return
    for row in rows:
        state = "berlaku / in force" if row["in_force"] else "belum dua pihak / one-sided"
        click.echo(f"{row['partner']}  {state}  {row['settlement']}  {row['hospitals']} RS")
    if not rows:
        click.echo("Tidak ada wilayah mitra. / No partner region.")


@portability.command()
@click.option("--from", "partner_region", required=True, help="The partner region.")
@HOSPITAL
@on_day
@as_json
@click.pass_obj
def take(
    by: Actor, partner_region: str, provider_code: str, on: datetime | None, as_json: bool
) -> None:
    """Take a hospital over with its agreement and rates, as its own region's pack has them."""
    from multiguna.providers.actions import take_partner

    taken = take_partner(
        partner_region=partner_region, provider_code=provider_code, by=by, on=day(on)
    )
    counts = {"agreements": len(taken.agreements), "rates": len(taken.rates)}
    if as_json:
        echo_json({"partner": partner_region, "provider_code": provider_code, **counts})
    else:
        click.echo(f"{provider_code} ({partner_region}): {counts['rates']} tarif / rates")


@portability.command()
@HOME
@HOSPITAL
@NIK
@KK
@CARE
@EMERGENCY
@as_person
@on_day
@as_json
@click.pass_obj
def check(
    by: Actor, home_region: str, provider_code: str, nik: int, kk: int | None, care: str,
    emergency: bool, username: str | None, on: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Decide whether a guest is covered, by the law and the registry of the guest's region."""
    from multiguna.coverage.actions import check_coverage
    from multiguna.coverage.terms import Care
    from multiguna.providers.queries import guest_actor

    clerk = _at_hospital(by, provider_code, username, Role.DESK_CLERK)
    guest, _ = guest_actor(clerk, home_region, on=day(on))
    answer = check_coverage(
        nik=nik, kk=kk, care=Care(care), emergency=emergency, by=guest, on=day(on)
    )
    reason = answer.decision.reason
    if as_json:
        echo_json({"covered": answer.decision.covered, "reason": reason, "region": home_region,
                   "stage": answer.decision.stage_code, "record_id": answer.record_id})  # fmt: skip
    else:
        click.echo(f"{reason.sentence.id}\n{reason.sentence.en}\n[{reason}] {home_region}")


@portability.command()
@HOME
@HOSPITAL
@NIK
@KK
@CARE
@EMERGENCY
@click.option("--diagnosis", default="", help="ICD-10, as far as known.")
@click.option("--letter", "letter_no", help="The desk's number; a new one if absent.")
@as_person
@on_day
@as_json
@click.pass_obj
def issue(
    by: Actor, home_region: str, provider_code: str, nik: int, kk: int | None, care: str,
    emergency: bool, diagnosis: str, letter_no: str | None, username: str | None,
    on: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Issue a letter for a guest, reserved on the budget of the guest's region."""
    from multiguna.coverage.terms import Care
    from multiguna.guarantees.actions.guests import issue_for_guest
    from multiguna.guarantees.rules.letters import letter_number

    answer = issue_for_guest(
        home_region=home_region, nik=nik, kk=kk, care=Care(care), emergency=emergency,
        letter_no=letter_no or letter_number(provider_code, day(on), secrets.randbits(30)),
        diagnosis=diagnosis, by=_at_hospital(by, provider_code, username, Role.DESK_CLERK),
        on=day(on),
    )  # fmt: skip
    letter = answer.letter
    if as_json:
        echo_json({"outcome": answer.outcome, "reason": answer.decision.reason,
                   "region": home_region, "letter_no": letter and letter.letter_no,
                   "reserved_idr": letter and letter.reserved_idr})  # fmt: skip
    else:
        click.echo(f"{answer.outcome.sentence.id}\n{answer.outcome.sentence.en}")
        if letter:
            click.echo(f"{letter.letter_no}  {rupiah(letter.reserved_idr)}  {home_region}")
    if letter is None:
        raise SystemExit(1)


@portability.command()
@click.option("--partner", required=True, help="The other region.")
@click.option("--month", required=True, metavar="YYYY-MM", help="The month of discharge.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              help="Sign what we owe into this file, for the partner.")  # fmt: skip
@as_person
@on_day
@as_json
@click.pass_obj
def statement(
    by: Actor, partner: str, month: str, out: Path | None, username: str | None,
    on: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """State a month between two regions: ours there, theirs here, and the balance."""
    from multiguna.kernel.db import transaction
    from multiguna.payments.actions.guests import state_guests
    from multiguna.payments.queries.portability import guest_balance

    by = person(by, username)
    if out is not None:
        _, text = state_guests(partner=partner, month=month, by=by, on=day(on))
        write_private(out, text.encode())
    with transaction(by) as cursor:
        balance = guest_balance(cursor, by, partner=partner, month=month, on=day(on))
    owed = balance.owed
    if as_json:
        echo_json(
            {
                "region": balance.region, "partner": partner, "month": month,
                "owe": _direction(balance.owe),
                "owed": None if owed is None else _direction(owed),
                "filed_here": {"claims": len(balance.filed),
                               "billed_idr": sum(one.billed_idr for one in balance.filed)},
                "net_idr": balance.net_idr,
            }
        )  # fmt: skip
        return
    click.echo(f"{balance.region} -> {partner}  {_amounts(balance.owe)}")
    if owed is None:
        click.echo(f"{partner} belum menyatakan bulan ini. / {partner} stated nothing yet.")
    else:
        assert balance.net_idr is not None
        click.echo(f"{partner} -> {balance.region}  {_amounts(owed)}")
        click.echo(
            f"saldo, sudah maupun belum dibayar / balance, paid or not  {rupiah(balance.net_idr)}"
        )


@portability.command()
@click.argument("file", type=FILE)
@click.option("--key", metavar="HEX",
              help="The partner's key, of its `audit checkpoint`; ours if absent.")  # fmt: skip
@as_person
@on_day
@as_json
@click.pass_obj
def receive(
    by: Actor, file: Path, key: str | None, username: str | None, on: datetime | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Take in a partner's signed statement, and say where it differs from what was filed here."""
    from multiguna.payments.actions.guests import receive_statement

    stated, found = receive_statement(
        text=file.read_text("utf-8", errors="replace"), by=person(by, username), on=day(on),
        key=None if key is None else partner_key(key),
    )  # fmt: skip
    if as_json:
        echo_json(
            {
                "payer": stated.payer, "month": stated.month, **_direction(stated),
                "differences": [
                    {"code": one.code, "provider_code": one.provider_code,
                     "claim_no": one.claim_no, "stated_idr": one.stated_idr,
                     "filed_idr": one.filed_idr, "id": one.sentence.id, "en": one.sentence.en}
                    for one in found
                ],
            }
        )  # fmt: skip
        return
    click.echo(f"{stated.payer} {stated.month}: {rupiah(stated.approved_idr)}")
    for one in found:
        click.echo(f"{one.claim_no}  {one.sentence.id}\n  {one.sentence.en} [{one.code}]")
    if not found:
        click.echo("Sama dengan yang diajukan. / The same as was filed.")


def _amounts(stated: GuestStatement) -> str:
    """What is owed and what of it was paid: the orders pay it, and nobody pays the balance too."""
    paid = f"dibayar / paid {rupiah(stated.paid_idr)}"
    return f"{rupiah(stated.approved_idr):>22}  {paid}"


def _direction(stated: GuestStatement) -> dict[str, object]:
    return {
        "claims": len(stated.claims), "approved_idr": stated.approved_idr,
        "paid_idr": stated.paid_idr, "on": stated.on.isoformat(),
        "hospitals": [asdict(one) for one in sums_by_hospital(stated.claims)],
    }  # fmt: skip


def _at_hospital(by: Actor, provider_code: str, username: str | None, role: Role) -> Actor:
    """Who acts at a hospital here: the named account, else unattended work bound to it.

    Refuses `other_provider` an account of another hospital than the one named.
    """
    named = person(by, username)
    if named is by:
        return Actor(by.name, role, by.region, provider_code)
    if named.provider_code not in (None, provider_code):
        raise Refused(
            "other_provider",
            Text(
                id=f"Akun itu milik rumah sakit {named.provider_code}, bukan {provider_code}.",
                en=f"That account is of hospital {named.provider_code}, not {provider_code}.",
            ),
        )
    return named
