"""`multiguna claims …` of the office: worklist, queries and answers, clocks, lateness.

The context's object is the actor; a refusal is the main command's to show. Names of patients are
never printed.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from multiguna.claims import actions, queries
from multiguna.claims.terms import SAID
from multiguna.claims.terms.talking import Clock, QueryCard
from multiguna.claims.terms.working import WorkFlag, WorkItem, WorkOrder
from multiguna.cli.acting import as_person, person
from multiguna.cli.minutes import minutes
from multiguna.cli.options import as_json, day, echo_json, on_day
from multiguna.kernel.db import transaction
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Actor, Text


@click.command("worklist")
@click.option(
    "--order", type=click.Choice([o.value for o in WorkOrder]), default="age", show_default=True
)
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@click.option("--rule", type=click.Choice(sorted(SAID)), help="One rule's findings.")
@click.option("--flag", "flags", type=click.Choice([f.value for f in WorkFlag]), multiple=True)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@on_day
@as_json
@click.pass_obj
def worklist(
    by: Actor,
    order: str,
    provider_code: str | None,
    rule: str | None,
    flags: tuple[str, ...],
    page: int,
    on: datetime | None,
    as_json: bool,
) -> None:
    """List the claims that wait for a verifier, with clock and risk, 50 a page."""
    with transaction(by) as cur:
        items, total = queries.worklist(
            cur,
            by,
            on=day(on),
            order=WorkOrder(order),
            provider_code=provider_code,
            rule=rule,
            flags=[WorkFlag(flag) for flag in flags],
            page=page,
        )
    if as_json:
        echo_json({"total": total, "page": page, "claims": [_item_facts(one) for one in items]})
        return
    for item in items:
        row, clock = item.row, item.row.clock
        left = "–" if clock is None else f"{clock.days_left:+d}"
        said = " ".join(sorted(flag.value for flag in item.flags))
        click.echo(
            f"{row.claim_id:>9}  {row.claim_no:<20}  {row.provider_code}  {left:>4}  "
            f"{rupiah(row.billed_idr):>18}  {item.risk.bp:>5} bp  {said}"
        )
    click.echo(f"{len(items)} dari / of {total}")


@click.command("ask")
@click.argument("claim_id", type=int)
@click.option("--text", required=True, help="What the hospital is asked.")
@as_person
@on_day
@as_json
@click.pass_obj
def ask(
    by: Actor, claim_id: int, text: str, username: str | None, on: datetime | None, as_json: bool
) -> None:
    """Ask the hospital about a claim; its clock rests until the answer."""
    card = actions.ask_hospital(
        claim_id=claim_id, text=text, by=person(by, username), on=day(on)
    )  # fmt: skip
    _show_queries([card], as_json)


@click.command("answer")
@click.argument("query_no", type=int)
@click.option("--text", required=True, help="The hospital's answer.")
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A PDF, PNG or JPEG that goes with it; may be repeated.",
)
@as_person
@on_day
@as_json
@click.pass_obj
def answer(
    by: Actor,
    query_no: int,
    text: str,
    files: tuple[Path, ...],
    username: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Answer a query as the claim's hospital."""
    card = actions.answer_query(
        query_no=query_no,
        text=text,
        files=[(path.name, path) for path in files],
        by=person(by, username),
        on=day(on),
    )
    _show_queries([card], as_json)


@click.command("thread")
@click.argument("claim_id", type=int)
@as_json
@click.pass_obj
def thread(by: Actor, claim_id: int, as_json: bool) -> None:
    """Show the queries about a claim and their answers."""
    with transaction(by) as cur:
        cards = queries.thread(cur, by, claim_id)
    _show_queries(list(cards), as_json)


@click.command("clock")
@click.argument("claim_id", type=int)
@on_day
@as_json
@click.pass_obj
def clock(by: Actor, claim_id: int, on: datetime | None, as_json: bool) -> None:
    """Show how a claim's clock stands."""
    with transaction(by) as cur:
        found = queries.clock(cur, by, claim_id, on=day(on))
    if as_json:
        echo_json({"claim_id": claim_id, "clock": _clock_facts(found)})
    elif found is None:
        click.echo("Tidak ada klaim ini. / There is no such claim.")
    else:
        click.echo(
            f"{found.state.label.id} / {found.state.label.en}: paling lambat / due {found.due}, "
            f"{found.days_left:+d} hari / days, berhenti / rested {found.paused_days}"
        )


@click.command("late")
@click.option("--from", "first", help="First month of receipt, YYYY-MM; January if absent.")
@click.option("--until", "last", help="Last month of receipt, YYYY-MM; this month if absent.")
@click.option("--provider", "provider_code", help="One hospital's code; every hospital if absent.")
@on_day
@as_json
@click.pass_obj
def late(
    by: Actor,
    first: str | None,
    last: str | None,
    provider_code: str | None,
    on: datetime | None,
    as_json: bool,
) -> None:
    """Report how the office keeps its time, by month of receipt and hospital."""
    today = day(on)
    with transaction(by) as cur:
        rows = queries.lateness(
            cur,
            by,
            on=today,
            first=first or f"{today:%Y}-01",
            last=last or f"{today:%Y-%m}",
            provider_code=provider_code,
        )
    if as_json:
        columns = (
            "month", "provider_code", "received", "decided_in_time", "decided_late", "open",
            "open_late", "paused", "median_days",
        )  # fmt: skip
        echo_json({"rows": [{name: getattr(row, name) for name in columns} for row in rows]})
        return
    click.echo("bulan    RS       masuk tepat telat buka telat tunggu median")
    for row in rows:
        median = "–" if row.median_days is None else row.median_days
        click.echo(
            f"{row.month}  {row.provider_code}  {row.received:>5} {row.decided_in_time:>5} "
            f"{row.decided_late:>5} {row.open:>4} {row.open_late:>5} {row.paused:>6} {median:>6}"
        )


def _show_queries(cards: list[QueryCard], as_json: bool) -> None:
    if as_json:
        echo_json({"queries": [_query_facts(card) for card in cards]})
        return
    for card in cards:
        click.echo(f"#{card.query_no}  {card.asked_on}  {card.asked_by}: {card.text}")
        if card.answer is None:
            click.echo(f"    jawab sampai / answer by {card.answer_by}")
        else:
            told = card.answer
            click.echo(f"    {told.answered_on}  {told.answered_by}: {told.text}")


def _item_facts(item: WorkItem) -> dict[str, object]:
    row = item.row
    return {
        "claim_id": row.claim_id,
        "claim_no": row.claim_no,
        "provider_code": row.provider_code,
        "billed_idr": row.billed_idr,
        "outcome": row.outcome.value if row.outcome else queries.UNDECIDED,
        "rules": [rule.code for rule in row.rules],
        "clock": _clock_facts(row.clock),
        "flags": sorted(flag.value for flag in item.flags),
        "risk_bp": item.risk.bp,
        "risk": [{"code": p.code, "bp": p.bp, "text": _both(p.text)} for p in item.risk.parts],
    }


def _clock_facts(clock: Clock | None) -> dict[str, object] | None:
    if clock is None:
        return None
    return {
        "state": clock.state.value,
        "due": clock.due.isoformat(),
        "days_left": clock.days_left,
        "paused_days": clock.paused_days,
        "stopped_on": clock.stopped_on.isoformat() if clock.stopped_on else None,
        "unanswered": clock.unanswered,
    }


def _query_facts(card: QueryCard) -> dict[str, object]:
    told = card.answer
    return {
        "query_no": card.query_no,
        "claim_id": card.claim_id,
        "asked_by": card.asked_by,
        "asked_on": card.asked_on.isoformat(),
        "answer_by": card.answer_by.isoformat(),
        "text": card.text,
        "answer": None
        if told is None
        else {
            "answered_by": told.answered_by,
            "answered_on": told.answered_on.isoformat(),
            "text": told.text,
        },
    }


def _both(text: Text) -> dict[str, str]:
    return {"id": text.id, "en": text.en}


COMMANDS = (worklist, ask, answer, thread, clock, late, minutes)
"""What the group `claims` takes over from here."""
