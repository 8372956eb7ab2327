"""`multiguna coverage`: ask whether a person is covered."""

from __future__ import annotations

from datetime import date, datetime

import click

from multiguna.cli.cards import card
from multiguna.cli.opening import open_actor
from multiguna.cli.options import DAY, as_json, day, echo_json, on_day
from multiguna.coverage.actions import check_coverage
from multiguna.coverage.queries import CoverageAsKnown, coverage_as_known
from multiguna.coverage.terms import Care
from multiguna.kernel import clock
from multiguna.kernel.db import transaction


@click.group()
def coverage() -> None:
    """Kepesertaan / coverage."""


coverage.add_command(card)


@coverage.command()
@click.option("--nik", required=True, type=int, help="16 digits; the mother's for a newborn.")
@click.option("--kk", type=int, help="The family card shown.")
@click.option("--care", type=click.Choice(["inpatient", "outpatient", "emergency"]),
              default="outpatient", show_default=True)  # fmt: skip
@click.option("--newborn", type=DAY, metavar="BORN", help="A newborn on the mother, born on.")
@click.option("--known-on", type=DAY, metavar="DATE",
              help="With what was known at the end of this day; nothing is recorded.")  # fmt: skip
@on_day
@as_json
def check(
    nik: int, kk: int | None, care: str, newborn: datetime | None,
    known_on: datetime | None, on: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Decide for one person and record the decision."""
    by = open_actor()
    emergency = care == "emergency"
    if known_on is not None:
        with transaction(by) as cursor:
            known = coverage_as_known(
                cursor, by, nik=nik, kk=kk,
                care=Care.INPATIENT if emergency else Care(care), emergency=emergency,
                newborn_born_on=newborn.date() if newborn else None, on=day(on),
                known_at=clock.end_of(known_on.date()),
            )  # fmt: skip
        _show_known(known, day(on), known_on.date(), as_json)
        return
    answer = check_coverage(
        nik=nik, kk=kk, care=Care.INPATIENT if emergency else Care(care), emergency=emergency,
        newborn_born_on=newborn.date() if newborn else None, by=by, on=day(on),
    )  # fmt: skip
    decision = answer.decision
    if as_json:
        echo_json(
            {
                "covered": decision.covered,
                "reason": decision.reason,
                "sentence_id": decision.reason.sentence.id,
                "sentence_en": decision.reason.sentence.en,
                "stage": decision.stage_code,
                "on": day(on).isoformat(),
                "record_id": answer.record_id,
            }
        )
    else:
        click.echo(f"{decision.reason.sentence.id}\n{decision.reason.sentence.en}")
        click.echo(f"[{decision.reason}] catatan / record {answer.record_id}")


def _show_known(known: CoverageAsKnown, on: date, known_on: date, as_json: bool) -> None:
    """What would have been decided with what was known then."""
    decision, person = known.decision, known.person
    if as_json:
        echo_json(
            {
                "covered": decision.covered, "reason": decision.reason,
                "sentence_id": decision.reason.sentence.id,
                "sentence_en": decision.reason.sentence.en, "stage": decision.stage_code,
                "on": on.isoformat(), "known_on": known_on.isoformat(), "record_id": None,
                "install_no": known.install_no,
                "known_from": person and person.known_from.isoformat(),
                "known_until": person and person.known_until and person.known_until.isoformat(),
            }
        )  # fmt: skip
    else:
        click.echo(f"{decision.reason.sentence.id}\n{decision.reason.sentence.en}")
        click.echo(f"[{decision.reason}] menurut data pada / as known on {known_on}")
