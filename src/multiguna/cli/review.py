"""`multiguna claims …` of decisions by people: decide, second opinions, bulk approval, appeals.

The context's object is the actor; `--as USER` names whose act it is. A refusal is the main
command's to show. Names of patients are never printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import click

from multiguna.claims import actions, queries
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import (
    Appeal,
    BulkApproved,
    LineDecision,
    Proposal,
    Reviewed,
    Verdict,
)
from multiguna.cli.acting import as_person, person
from multiguna.cli.options import as_json, day, echo_json, on_day
from multiguna.kernel.db import transaction
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor

FINAL = [Outcome.APPROVED.value, Outcome.REDUCED.value, Outcome.REJECTED.value]


class Line(click.ParamType[LineDecision]):
    """`LINE=AMOUNT` or `LINE=AMOUNT:REASON`: what is approved of one line."""

    name = "line"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> LineDecision:
        """The line's number, the amount in whole rupiah, and why."""
        if isinstance(value, LineDecision):
            return value
        number, _, rest = str(value).partition("=")
        amount, _, reason = rest.partition(":")
        if not number.isdecimal() or not amount.isdecimal():
            self.fail("LINE=AMOUNT or LINE=AMOUNT:REASON, for example 2=150000:obat", param, ctx)
        return LineDecision(int(number), int(amount), reason)


LINES = click.option(
    "--line", "lines", type=Line(), multiple=True, help="LINE=AMOUNT[:REASON]; repeat it."
)
REASON = click.option("--reason", required=True, help="Why; the hospital reads it.")


@click.command("decide")
@click.argument("claim_id", type=int)
@click.option("--outcome", type=click.Choice(FINAL), help="What the lines come to if absent.")
@LINES
@REASON
@click.option("--version", type=int, help="The decision looked at; the one that holds if absent.")
@as_person
@on_day
@as_json
@click.pass_obj
def decide(
    by: Actor,
    claim_id: int,
    outcome: str | None,
    lines: tuple[LineDecision, ...],
    reason: str,
    version: int | None,
    username: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Decide a claim; lines that are not named stay as billed."""
    by = person(by, username)
    if version is None:
        with transaction(by) as cur:
            version = queries.claim_under_review(cur, by, claim_id).version
    done = actions.decide(
        claim_id=claim_id,
        expected_version=version,
        lines=lines,
        outcome=None if outcome is None else Outcome(outcome),
        reason=reason,
        by=by,
        on=day(on),
    )
    _show_reviewed(done, as_json)


@click.command("confirm")
@click.argument("claim_id", type=int)
@click.argument("attempt", type=int)
@as_person
@on_day
@as_json
@click.pass_obj
def confirm(
    by: Actor,
    claim_id: int,
    attempt: int,
    username: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Say yes to another verifier's proposal: the claim is decided."""
    by = person(by, username)
    done = actions.confirm(claim_id=claim_id, attempt=attempt, by=by, on=day(on))
    _show_reviewed(done, as_json)


@click.command("disagree")
@click.argument("claim_id", type=int)
@click.argument("attempt", type=int)
@REASON
@click.option("--withdraw", is_flag=True, help="Take your own proposal back.")
@as_person
@on_day
@as_json
@click.pass_obj
def disagree(
    by: Actor,
    claim_id: int,
    attempt: int,
    reason: str,
    withdraw: bool,
    username: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Say no to another verifier's proposal, or take your own back."""
    by = person(by, username)
    act = actions.withdraw if withdraw else actions.disagree
    ended = act(claim_id=claim_id, attempt=attempt, reason=reason, by=by, on=day(on))
    if as_json:
        echo_json(_proposal_facts(ended))
        return
    assert ended.opinion is not None
    click.echo(ended.opinion.answer.label.id)


@click.command("proposals")
@as_json
@click.pass_obj
def proposals(by: Actor, as_json: bool) -> None:
    """List the proposals that wait for a second opinion, the oldest first."""
    with transaction(by) as cur:
        waiting = queries.proposals_waiting(cur, by)
    if as_json:
        echo_json({"proposals": [_proposal_facts(one.proposal) for one in waiting]})
        return
    for one in waiting:
        proposal = one.proposal
        click.echo(
            f"{proposal.claim_id:>9}  {proposal.attempt:>2}  {one.claim_no:<20}  "
            f"{rupiah(one.billed_idr):>18}  {proposal.outcome:<9}  "
            f"{rupiah(proposal.approved_idr):>18}  {proposal.on}  {proposal.by}"
        )


@click.command("approve-clean")
@click.option("--claim", "claim_ids", type=int, multiple=True, help="These claims alone.")
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@click.option("--batch", "batch_id", type=int, help="One batch; all if absent.")
@REASON
@as_person
@on_day
@as_json
@click.pass_obj
def approve_clean(
    by: Actor,
    claim_ids: tuple[int, ...],
    provider_code: str | None,
    batch_id: int | None,
    reason: str,
    username: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Approve at once the pended claims of which only what the pack lists was found."""
    done = actions.approve_clean(
        claim_ids=claim_ids or None,
        provider_code=provider_code,
        batch_id=batch_id,
        reason=reason,
        by=person(by, username),
        on=day(on),
    )
    _show_bulk(done, as_json)


@click.group("appeal")
def appeal() -> None:
    """Keberatan / appeals: ajukan, putus, daftar."""


@appeal.command("file")
@click.argument("claim_id", type=int)
@click.option("--grounds", required=True, help="Why the decision is wrong.")
@as_person
@on_day
@as_json
@click.pass_obj
def file_appeal(
    by: Actor,
    claim_id: int,
    grounds: str,
    username: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Appeal against the decision on a claim of one's own hospital."""
    by = person(by, username)
    _show_appeal(
        actions.file_appeal(claim_id=claim_id, grounds=grounds, by=by, on=day(on)), as_json
    )


@appeal.command("decide")
@click.argument("appeal_no", type=int)
@click.argument("verdict", type=click.Choice([one.value for one in Verdict]))
@LINES
@REASON
@as_person
@on_day
@as_json
@click.pass_obj
def decide_appeal(
    by: Actor,
    appeal_no: int,
    verdict: str,
    lines: tuple[LineDecision, ...],
    reason: str,
    username: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Rule on an appeal; granted without lines gives what the rules' cuts leave."""
    ruled = actions.decide_appeal(
        appeal_no=appeal_no,
        verdict=Verdict(verdict),
        lines=lines,
        reason=reason,
        by=person(by, username),
        on=day(on),
    )
    _show_appeal(ruled, as_json)


@appeal.command("list")
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@as_json
@click.pass_obj
def list_appeals(by: Actor, provider_code: str | None, as_json: bool) -> None:
    """List the open appeals, the most urgent first."""
    with transaction(by) as cur:
        found = queries.appeals_open(cur, by, provider_code=provider_code)
    if as_json:
        echo_json({"appeals": [_appeal_facts(one.appeal) for one in found]})
        return
    for one in found:
        click.echo(
            f"{one.appeal.appeal_no:>6}  {one.claim_no:<20}  {one.appeal.provider_code}  "
            f"{rupiah(one.approved_idr):>18} / {rupiah(one.billed_idr):<18}  {one.outcome:<9}  "
            f"{one.appeal.filed_on}  {one.appeal.decide_by or '–'}"
        )


def _show_reviewed(done: Reviewed, as_json: bool) -> None:
    if as_json:
        echo_json(
            {
                "claim_id": done.claim_id,
                "outcome": done.outcome.value,
                "approved_idr": done.approved_idr,
                "version": done.version,
                "attempt": done.attempt,
                "record_id": done.record_id,
            }
        )
        return
    if done.holds:
        click.echo(f"{done.outcome}  {rupiah(done.approved_idr)}  (versi/version {done.version})")
        return
    click.echo(f"Usulan {done.attempt} menunggu verifikator lain: multiguna claims confirm")
    click.echo(f"Proposal {done.attempt} waits for another verifier: multiguna claims confirm")


def _show_bulk(done: BulkApproved, as_json: bool) -> None:
    if as_json:
        left = [
            {"claim_id": one.claim_id, "why": one.why, "rules": list(one.rules)}
            for one in done.left_out
        ]
        echo_json({"claims": done.claims, "approved_idr": done.approved_idr, "left_out": left})
        return
    click.echo(f"{done.claims} disetujui/approved  {rupiah(done.approved_idr)}")
    for one in done.left_out:
        click.echo(f"{one.claim_id:>9}  {one.sentence.id} {' '.join(one.rules)}")


def _show_appeal(one: Appeal, as_json: bool) -> None:
    if as_json:
        echo_json(_appeal_facts(one))
        return
    if one.ruling is not None:
        click.echo(one.ruling.verdict.label.id)
        return
    click.echo(f"Keberatan {one.appeal_no}; diputus sampai / to be decided by {one.decide_by}")


def _proposal_facts(one: Proposal) -> Mapping[str, object]:
    return {
        "claim_id": one.claim_id,
        "attempt": one.attempt,
        "version": one.version,
        "outcome": one.outcome.value,
        "approved_idr": one.approved_idr,
        "lines": [[line.line_no, line.approved_idr, line.reason] for line in one.lines],
        "reason": one.reason,
        "proposed_by": one.by,
        "proposed_on": one.on.isoformat(),
        "answer": None if one.opinion is None else one.opinion.answer.value,
    }


def _appeal_facts(one: Appeal) -> Mapping[str, object]:
    ruling = one.ruling
    return {
        "appeal_no": one.appeal_no,
        "claim_id": one.claim_id,
        "version": one.version,
        "provider_code": one.provider_code,
        "filed_on": one.filed_on.isoformat(),
        "decide_by": one.decide_by.isoformat() if one.decide_by else None,
        "verdict": None if ruling is None else ruling.verdict.value,
        "new_version": None if ruling is None else ruling.version,
        "decided_on": None if ruling is None else ruling.on.isoformat(),
    }


COMMANDS = (decide, confirm, disagree, proposals, approve_clean, appeal)
