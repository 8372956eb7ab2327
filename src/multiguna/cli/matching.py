"""`multiguna claims match …`: whom claims with damaged numbers are about; and persons who are one.

`multiguna residents duplicates|merge|unmerge` stand here too. Persons are named by their number in
the registry, never by NIK.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import click

from multiguna.claims.actions.matching import match_claims
from multiguna.claims.actions.whom import accept_matches, decide_match, decide_none, undo_match
from multiguna.claims.queries.matching import matching_card, open_matchings
from multiguna.claims.terms.matching import METHODS, CandidateCard, MatchCard
from multiguna.cli.acting import as_named_person, as_person, person
from multiguna.cli.options import as_json, day, echo_json, on_day
from multiguna.kernel.db import transaction
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor
from multiguna.registry.actions import merge_persons, undo_merge
from multiguna.registry.queries import find_duplicates

BATCH = click.option("--batch", "batch_id", type=int, help="One batch; every open claim if absent.")
CLAIM = click.argument("claim_id", metavar="CLAIM", type=int)
REASON = click.option("--reason", required=True, help="Why; it stays in the record.")
SHARE = click.IntRange(0, 10_000)


@click.group()
def match() -> None:
    """Klaim ini milik siapa / whom a claim is about, where its numbers are damaged."""


@match.command()
@BATCH
@click.option("--numbers-only", is_flag=True, help="Leave out linkage by name and birth.")
@on_day
@as_json
@click.pass_obj
def run(
    by: Actor, batch_id: int | None, numbers_only: bool, on: datetime | None, as_json: bool
) -> None:
    """Look for whom claims may be about that lack a letter or a person; nothing is paid on it."""
    result = match_claims(batch_id=batch_id, linkage=not numbers_only, by=by, on=day(on))
    if as_json:
        echo_json(asdict(result))
        return
    click.echo(
        f"{result.claims} klaim dilihat / claims looked at: {result.decided} diputus / decided, "
        f"{result.found} dengan calon / with candidates, {result.without} tanpa / without"
    )
    for method, count in sorted(result.by_method.items()):
        click.echo(f"  {count:>7}  {METHODS[method].label.id} / {METHODS[method].label.en}")


@match.command("list")
@BATCH
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@as_json
@click.pass_obj
def list_open(
    by: Actor, batch_id: int | None, provider_code: str | None, page: int, as_json: bool
) -> None:
    """List the claims that wait for a verifier to say whom they are about, the surest first."""
    with transaction(by) as cursor:
        shown, total = open_matchings(
            cursor, by, batch_id=batch_id, provider_code=provider_code, page=page
        )
    if as_json:
        facts = [
            asdict(one) | {"method": one.method.code, "admission_date": str(one.admission_date)}
            for one in shown
        ]
        echo_json({"total": total, "page": page, "claims": facts})
        return
    for one in shown:
        click.echo(
            f"{one.claim_id:>9}  {one.claim_no:<20}  {one.provider_code}  {one.admission_date}  "
            f"{rupiah(one.billed_idr):>18}  {one.score_bp / 100:6.2f} %  {one.method.code:<14}  "
            f"{one.letter_no or '-'}"
        )
    click.echo(f"{len(shown)} dari / of {total}")


@match.command()
@CLAIM
@as_json
@click.pass_obj
def show(by: Actor, claim_id: int, as_json: bool) -> None:
    """Show a claim's candidates, numbers masked, and what was decided."""
    with transaction(by) as cursor:
        card = matching_card(cursor, by, claim_id)
    if as_json:
        candidates = [_candidate_facts(one) for one in card.candidates]
        decisions = [_decision_facts(one) for one in card.decisions]
        echo_json({"claim_id": claim_id, "candidates": candidates, "decisions": decisions})
        return
    for one in card.candidates:
        agreed = " ".join(f"{thing}={said}" for thing, said in one.agreed.items())
        click.echo(
            f"{one.candidate_no:>3}  {one.score_bp / 100:6.2f} %  {one.method.label.id}  "
            f"penduduk/person {one.person_id} {one.nik_masked} {one.name} {one.birth_date}  "
            f"{one.letter_no or '-'}  {agreed}"
        )
    for said in card.decisions:
        click.echo(
            f"{said.decided_on}  {said.kind}  {said.letter_no or ''}  {said.decided_by}  "
            f"{said.reason}"
        )


@match.command()
@CLAIM
@click.option("--candidate", "candidate_no", type=int, help="A candidate's number (see show).")
@click.option("--letter", "letter_no", help="A letter of the claim's hospital, with --reason.")
@click.option("--reason", default="", help="Why; needed with --letter.")
@as_named_person
@on_day
@click.pass_obj
def decide(
    by: Actor, claim_id: int, candidate_no: int | None, letter_no: str | None, reason: str,
    username: str, on: datetime | None,
) -> None:  # fmt: skip
    """Say whom a claim is about; a claim that waited on it is decided again at once."""
    if (candidate_no is None) == (letter_no is None):
        raise click.UsageError("Give --candidate or --letter.")
    decide_match(
        claim_id=claim_id, candidate_no=candidate_no, letter_no=letter_no, reason=reason,
        by=person(by, username), on=day(on),
    )  # fmt: skip
    click.echo("Diputus / decided.")


@match.command("none")
@CLAIM
@REASON
@as_named_person
@on_day
@click.pass_obj
def none_of_them(by: Actor, claim_id: int, reason: str, username: str, on: datetime | None) -> None:
    """Say that a claim is about none of its candidates."""
    decide_none(claim_id=claim_id, reason=reason, by=person(by, username), on=day(on))
    click.echo("Diputus / decided.")


@match.command()
@CLAIM
@REASON
@as_named_person
@on_day
@click.pass_obj
def undo(by: Actor, claim_id: int, reason: str, username: str, on: datetime | None) -> None:
    """Take back what was decided of a claim that is not decided for good."""
    undo_match(claim_id=claim_id, reason=reason, by=person(by, username), on=day(on))
    click.echo("Dibatalkan / undone.")


@match.command()
@click.option("--method", type=click.Choice(sorted(METHODS)), required=True)
@click.option("--least", "least_bp", type=SHARE, default=9_500, show_default=True,
              help="The least score, in basis points.")  # fmt: skip
@BATCH
@REASON
@as_named_person
@on_day
@as_json
@click.pass_obj
def accept(
    by: Actor, method: str, least_bp: int, batch_id: int | None, reason: str,
    username: str, on: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Decide at once the claims with one sure candidate of a method, with a letter of its own."""
    accepted = accept_matches(
        method=method, least_bp=least_bp, batch_id=batch_id, reason=reason,
        by=person(by, username), on=day(on),
    )  # fmt: skip
    if as_json:
        echo_json({"accepted": accepted})
    else:
        click.echo(f"{accepted} klaim diputus / claims decided")


@click.command()
@click.option("--least", "least_bp", type=SHARE, default=3_000, show_default=True,
              help="The least score, in basis points.")  # fmt: skip
@click.option("--most", type=click.IntRange(1), default=200, show_default=True)
@as_json
@click.pass_obj
def duplicates(by: Actor, least_bp: int, most: int, as_json: bool) -> None:
    """List persons who may be in the registry twice, the surest first; nothing is changed."""
    with transaction(by) as cursor:
        found = find_duplicates(cursor, by, least_bp=least_bp, most=most)
    if as_json:
        keys = ("person_id", "other_id", "score_bp", "agreed")
        echo_json({"duplicates": [{key: getattr(one, key) for key in keys} for one in found]})
        return
    for one in found:
        agreed = " ".join(f"{thing}={said}" for thing, said in one.agreed.items())
        click.echo(
            f"{one.score_bp / 100:6.2f} %  {one.person_id:>9} {one.name} {one.birth_date}  =?  "
            f"{one.other_id:>9} {one.other_name} {one.other_birth_date}  {agreed}"
        )
    click.echo(f"{len(found)} pasangan / pairs")


@click.command()
@click.argument("kept", type=int)
@click.argument("absorbed", type=int)
@REASON
@as_person
@on_day
@as_json
@click.pass_obj
def merge(
    by: Actor, kept: int, absorbed: int, reason: str, username: str | None, on: datetime | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Say that two persons (by their numbers) are one, seen under KEPT."""
    merge_no = merge_persons(
        kept=kept, absorbed=absorbed, reason=reason, by=person(by, username), on=day(on)
    )
    if as_json:
        echo_json({"merge_no": merge_no})
    else:
        click.echo(f"Digabung / merged: {merge_no}")


@click.command()
@click.argument("merge_no", type=int)
@REASON
@as_person
@on_day
@as_json
@click.pass_obj
def unmerge(
    by: Actor, merge_no: int, reason: str, username: str | None, on: datetime | None, as_json: bool
) -> None:
    """Take a merge back: the two are two again."""
    undo_no = undo_merge(merge_no=merge_no, reason=reason, by=person(by, username), on=day(on))
    if as_json:
        echo_json({"merge_no": undo_no})
    else:
        click.echo(f"Dibatalkan / undone: {undo_no}")


def _candidate_facts(one: CandidateCard) -> dict[str, object]:
    """A candidate for machines, without a name."""
    return {
        "candidate_no": one.candidate_no,
        "method": one.method.code,
        "score_bp": one.score_bp,
        "person_id": one.person_id,
        "letter_no": one.letter_no,
        "agreed": dict(one.agreed),
        "found_on": one.found_on.isoformat(),
    }


def _decision_facts(one: MatchCard) -> dict[str, object]:
    return asdict(one) | {
        "method": one.method.code if one.method else None,
        "decided_on": one.decided_on.isoformat(),
    }
