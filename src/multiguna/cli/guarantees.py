"""`multiguna guarantee`: issue letters, end them, print them, and verify one offline."""

from __future__ import annotations

import csv
import secrets
import sys
from datetime import datetime, timedelta
from pathlib import Path

import click

from multiguna.cli.opening import open_actor
from multiguna.cli.options import DAY, FILE, as_json, day, echo_json, on_day
from multiguna.guarantees.terms import Calibration, LetterCard, LetterOutcome
from multiguna.kernel.money import rupiah
from multiguna.kernel.private import open_private, write_private

OUTCOME_COLUMNS = (
    "letter_no", "provider_code", "issued_on", "settled_on", "basis", "cell", "settled_letters",
    "reserved_idr", "q10_idr", "q50_idr", "q80_idr", "q90_idr", "q95_idr", "outcome_idr",
)  # fmt: skip


@click.group()
def guarantee() -> None:
    """Surat jaminan / guarantee letters."""


@guarantee.command()
@click.option("--provider", "provider_code", required=True, help="The hospital's code.")
@click.option("--nik", required=True, type=int, help="16 digits; the mother's for a newborn.")
@click.option("--kk", type=int, help="The family card shown.")
@click.option("--care", type=click.Choice(["inpatient", "outpatient"]), default="outpatient",
              show_default=True)  # fmt: skip
@click.option("--emergency", is_flag=True)
@click.option("--diagnosis", default="", help="ICD-10, as far as known.")
@click.option("--newborn", type=DAY, metavar="BORN", help="A newborn on the mother, born on.")
@click.option("--letter", "letter_no", help="The desk's number; a new one if absent.")
@on_day
@as_json
def issue(
    provider_code: str, nik: int, kk: int | None, care: str, emergency: bool, diagnosis: str,
    newborn: datetime | None, letter_no: str | None, on: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Decide, reserve and issue; the same --letter again gives the same letter."""
    by = open_actor()
    from multiguna.coverage.terms import Care
    from multiguna.guarantees.actions import issue_guarantee
    from multiguna.guarantees.rules.letters import letter_number

    today = day(on)
    answer = issue_guarantee(
        letter_no=letter_no or letter_number(provider_code, today, secrets.randbits(30)),
        nik=nik, kk=kk, provider_code=provider_code, care=Care(care), emergency=emergency,
        diagnosis=diagnosis, born_on=newborn.date() if newborn else None, by=by, on=today,
    )  # fmt: skip
    if as_json:
        echo_json(
            {
                "outcome": answer.outcome,
                "reason": answer.decision.reason,
                "record_id": answer.record_id,
                "letter": _facts(answer.letter) if answer.letter else None,
            }
        )
    else:
        click.echo(f"{answer.outcome.sentence.id}\n{answer.outcome.sentence.en}")
        click.echo(f"{answer.decision.reason.sentence.id} [{answer.decision.reason}]")
        if answer.letter:
            click.echo(f"{answer.letter.letter_no}  {rupiah(answer.letter.reserved_idr)}")
    if not answer.letter:
        raise SystemExit(1)


@guarantee.command()
@click.argument("letter_no")
@click.option("--amount", "amount_idr", required=True, type=int, help="Whole rupiah owed.")
@on_day
@as_json
def settle(letter_no: str, amount_idr: int, on: datetime | None, as_json: bool) -> None:
    """Settle an open letter for an amount; what is left of its reservation is given back."""
    by = open_actor()
    from multiguna.guarantees.actions import settle_guarantee

    card = settle_guarantee(letter_no=letter_no, amount_idr=amount_idr, by=by, on=day(on))
    _show(card, as_json)


@guarantee.command()
@click.argument("letter_no")
@on_day
@as_json
def release(letter_no: str, on: datetime | None, as_json: bool) -> None:
    """Cancel an open letter and give its reservation back."""
    by = open_actor()
    from multiguna.guarantees.actions import release_guarantee

    _show(release_guarantee(letter_no=letter_no, by=by, on=day(on)), as_json)


@guarantee.command()
@on_day
@as_json
def expire(on: datetime | None, as_json: bool) -> None:
    """Give back the reservations of letters for which no claim may come any more."""
    by = open_actor()
    from multiguna.guarantees.actions import expire_guarantees

    count = expire_guarantees(by=by, on=day(on))
    if as_json:
        echo_json({"expired": count})
    else:
        click.echo(f"{count} surat kedaluwarsa / letters expired")


@guarantee.command()
@on_day
@as_json
def learn(on: datetime | None, as_json: bool) -> None:
    """Learn what letters cost from those that were settled; the worker does it every month."""
    by = open_actor()
    from multiguna.guarantees.actions import learn_estimates

    cells = learn_estimates(by=by, on=day(on))
    if as_json:
        echo_json({"cells": cells})
    else:
        click.echo(f"{cells} sel dipelajari / cells learned")


@guarantee.command()
@click.option("--from", "starts", type=DAY, help="Letters issued from; a year before if absent.")
@click.option("--until", type=DAY, help="Letters issued before; the day itself counts if absent.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              help="Every settled letter with its estimate and outcome, as CSV.")  # fmt: skip
@on_day
@as_json
def calibration(
    starts: datetime | None, until: datetime | None, out: Path | None, on: datetime | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Compare what letters were expected to cost with what they came to, as known on a day."""
    by = open_actor()
    from multiguna.guarantees import queries
    from multiguna.guarantees.rules.estimating import learn_from
    from multiguna.kernel.db import transaction

    known = day(on)
    first = starts.date() if starts else learn_from(known)
    end = until.date() if until else known + timedelta(days=1)
    with transaction(by) as cursor:
        whole, *parts = queries.calibration(cursor, by, starts=first, until=end, on=known)
        if out:
            letters = queries.letter_outcomes(cursor, by, starts=first, until=end, on=known)
            _write_outcomes(out, letters)
    if as_json:
        echo_json(
            {
                "from": first.isoformat(), "until": end.isoformat(), "on": known.isoformat(),
                **_calibrated(whole), "by_care": {part.care: _calibrated(part) for part in parts},
            }
        )  # fmt: skip
        return
    click.echo(
        f"Surat {first} … {end} (sebelum / before), diketahui per / known on {known}\n"
        f"{'':<12}{'terbit':>8}{'selesai':>8}{'≤ q50':>8}{'≤ q80':>8}{'≤ q95':>8}{'q10-q90':>9}"
        f"{'rata-rata salah / mean error':>31}"
    )
    for part in (*parts, whole):
        shares = [part.until_q50, part.until_q80, part.until_q95, part.within]
        cells = "".join(
            f"{_percent(part.share_bp(count)):>{width}}"
            for count, width in zip(shares, (8, 8, 8, 9), strict=True)
        )
        click.echo(
            f"{part.care or 'semua / all':<12}{part.issued:>8}{part.settled:>8}{cells}"
            f"{rupiah(part.mean_error_idr):>21}{_percent(part.mean_error_bp):>10}"
        )


@guarantee.command("print")
@click.argument("letter_no")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def print_letter(letter_no: str, out: Path) -> None:
    """Write a letter as PDF; its QR text goes to standard output."""
    by = open_actor()
    from multiguna.guarantees.queries import letter_pdf, printed_letter
    from multiguna.kernel.db import transaction
    from multiguna.kernel.errors import Refused
    from multiguna.kernel.terms import Text
    from multiguna.programme.queries import pack_in_force

    with transaction(by) as cursor:
        printed = printed_letter(cursor, by, letter_no)
        pack = pack_in_force(by)
    if printed is None:
        raise Refused(
            "letter_unknown",
            Text("Tidak ada surat dengan nomor ini.", "No letter has this number."),
        )
    write_private(out, letter_pdf(printed, pack))
    click.echo(printed.token)


@guarantee.command("public-key")
def show_public_key() -> None:
    """Print the public key that letters are checked with."""
    from multiguna.kernel import keys
    from multiguna.kernel.home import home

    click.echo(keys.public_pem(keys.signing_key(home(), "letters").public_key()), nl=False)


@guarantee.command()
@click.argument("token")
@click.option("--key", required=True, type=FILE, help="The public key, PEM.")
@click.option("--card", help="The NIK on the card shown: does it belong to the letter?")
@on_day
@as_json
def verify(token: str, key: Path, card: str | None, on: datetime | None, as_json: bool) -> None:
    """Check a scanned letter offline, with the public key alone; `-` reads standard input."""
    from multiguna.guarantees.rules import token as tokens
    from multiguna.kernel import keys

    text = sys.stdin.read().strip() if token == "-" else token  # noqa: S105
    claims = tokens.read_letter(text, keys.public_key(key.read_text()), day(on))
    matches = None if card is None else tokens.card_matches(claims, card)
    facts = {
        "valid": True, "letter_no": claims.letter_no, "region": claims.region,
        "provider_code": claims.provider_code, "care": claims.care,
        "care_class": claims.care_class, "valid_from": claims.valid_from.isoformat(),
        "valid_until": claims.valid_until.isoformat(), "card_last4": claims.card_last4,
        "card_matches": matches,
    }  # fmt: skip
    if as_json:
        echo_json(facts)
    else:
        click.echo(
            f"Asli / genuine: {claims.letter_no}, {claims.provider_code}, {claims.care}, "
            f"{claims.valid_from} … {claims.valid_until}"
        )
        if matches is not None:
            click.echo("Kartu cocok. / The card matches." if matches else
                       "KARTU TIDAK COCOK. / The card does NOT match.")  # fmt: skip
    if matches is False:
        raise SystemExit(1)


def _calibrated(part: Calibration) -> dict[str, object]:
    return {
        "issued": part.issued, "settled": part.settled, "learned": part.learned,
        "reserved_idr": part.reserved_idr, "outcome_idr": part.outcome_idr,
        "mean_error_idr": part.mean_error_idr, "mean_error_bp": part.mean_error_bp,
        "mean_off_idr": part.mean_off_idr,
        "until_q50_bp": part.share_bp(part.until_q50),
        "until_q80_bp": part.share_bp(part.until_q80),
        "until_q95_bp": part.share_bp(part.until_q95),
        "within_q10_q90_bp": part.share_bp(part.within),
    }  # fmt: skip


def _percent(bp: int | None) -> str:
    return "–" if bp is None else f"{bp / 100:.1f} %"


def _write_outcomes(out: Path, letters: list[LetterOutcome]) -> None:
    with open_private(out, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(OUTCOME_COLUMNS)
        for one in letters:
            e = one.estimate
            writer.writerow(
                (one.letter_no, one.provider_code, one.issued_on, one.settled_on, e.basis,
                 e.cell.name, e.settled_count, e.mean_idr, e.q10_idr, e.q50_idr, e.q80_idr,
                 e.q90_idr, e.q95_idr, one.outcome_idr)
            )  # fmt: skip


def _facts(card: LetterCard) -> dict[str, object]:
    return {
        "letter_no": card.letter_no, "state": card.state, "provider_code": card.provider_code,
        "care": card.care, "valid_from": card.valid_from.isoformat(),
        "valid_until": card.valid_until.isoformat(), "reserved_idr": card.reserved_idr,
        "arrears_idr": card.arrears_idr, "estimate_basis": card.estimate.basis,
        "q10_idr": card.estimate.q10_idr, "q50_idr": card.estimate.q50_idr,
        "q80_idr": card.estimate.q80_idr, "q90_idr": card.estimate.q90_idr,
        "q95_idr": card.estimate.q95_idr,
    }  # fmt: skip


def _show(card: LetterCard, as_json: bool) -> None:
    if as_json:
        echo_json(_facts(card))
    else:
        click.echo(f"{card.letter_no}: {card.state.label.id} / {card.state.label.en}")
