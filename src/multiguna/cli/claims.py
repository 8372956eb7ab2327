"""`multiguna claims`: take in a hospital's file, decide what is open, list, talk, close.

The context's object is the actor; a refusal is the main command's to show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

import click

from multiguna.claims import actions, queries
from multiguna.claims.terms import SAID, ClaimRow, Outcome
from multiguna.cli import connecting, intake, matching, office, review, sampling, trying
from multiguna.cli.options import as_json, day, echo_json, on_day
from multiguna.kernel.db import transaction
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor

OUTCOMES = [*(outcome.value for outcome in Outcome), queries.UNDECIDED]


@click.group()
def claims() -> None:
    """Perintah klaim / claims: terima, putus, daftar."""


for command in (
    intake.import_files, intake.receipt, intake.attach, intake.history, connecting.connect,
    trying.what_if, matching.match,
):  # fmt: skip
    claims.add_command(command)
for command in (*office.COMMANDS, *review.COMMANDS, sampling.sample):
    claims.add_command(command)


@claims.command()
@click.option("--batch", "batch_id", type=int, help="One batch; every undecided claim if absent.")
@on_day
@as_json
@click.pass_obj
def adjudicate(by: Actor, batch_id: int | None, on: datetime | None, as_json: bool) -> None:
    """Decide open claims by the rules of the pack in force."""
    result = actions.adjudicate_batch(batch_id=batch_id, by=by, on=day(on))
    if as_json:
        sums = {outcome.value: asdict(part) for outcome, part in result.by_outcome.items()}
        echo_json({"claims": result.claims, "approved_idr": result.approved_idr, **sums})
        return
    for outcome, part in result.by_outcome.items():
        click.echo(
            f"{outcome.value:<10}{part.claims:>10}  {rupiah(part.billed_idr):>22}  "
            f"{rupiah(part.approved_idr):>22}"
        )


@claims.command("list")
@click.option("--outcome", type=click.Choice(OUTCOMES), help="One outcome; all if absent.")
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@click.option("--rule", "rule_code", type=click.Choice(sorted(SAID)), help="One rule's findings.")
@click.option("--batch", "batch_id", type=int, help="One batch; all if absent.")
@click.option("--search", help="The beginning of a claim number.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@as_json
@click.pass_obj
def list_claims(
    by: Actor,
    outcome: str | None,
    provider_code: str | None,
    rule_code: str | None,
    batch_id: int | None,
    search: str | None,
    page: int,
    as_json: bool,
) -> None:
    """List claims with their decision and findings, the newest first, 50 a page."""
    with transaction(by) as cur:
        rows, total = queries.claim_list(
            cur,
            by,
            outcome=outcome,
            provider_code=provider_code,
            rule_code=rule_code,
            batch_id=batch_id,
            search=search,
            page=page,
            on=day(None),
        )
    if as_json:
        echo_json({"total": total, "page": page, "claims": [_row_facts(row) for row in rows]})
        return
    for row in rows:
        found = " ".join(rule.code for rule in row.rules)
        click.echo(
            f"{row.claim_id:>9}  {row.claim_no:<20}  {row.provider_code}  {row.discharge_date}  "
            f"{rupiah(row.billed_idr):>18}  {row.outcome or queries.UNDECIDED:<9}  {found}"
        )
    click.echo(f"{len(rows)} dari / of {total}")


def _row_facts(row: ClaimRow) -> Mapping[str, object]:
    """A listed claim for machines, without the patient's name."""
    return {
        "claim_id": row.claim_id,
        "claim_no": row.claim_no,
        "provider_code": row.provider_code,
        "care": row.care,
        "admission_date": row.admission_date.isoformat(),
        "discharge_date": row.discharge_date.isoformat(),
        "cbg_code": row.cbg_code,
        "received_on": row.received_on.isoformat(),
        "billed_idr": row.billed_idr,
        "approved_idr": row.approved_idr,
        "outcome": row.outcome.value if row.outcome else queries.UNDECIDED,
        "decide_by": row.decide_by.isoformat() if row.decide_by else None,
        "rules": [rule.code for rule in row.rules],
    }
