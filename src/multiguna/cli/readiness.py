"""`multiguna readiness`: what a region still lacks to run, with evidence and next steps."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from multiguna.cli.acting import as_person, person
from multiguna.cli.options import as_json, day, echo_json, on_day
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor, Text
from multiguna.planning import actions
from multiguna.planning.queries.examining import examine
from multiguna.planning.queries.readiness import readiness as ready_on
from multiguna.planning.rules.profiles import read_profile
from multiguna.planning.terms.readiness import (
    AREA_NAMES,
    STATE_NAMES,
    Area,
    Item,
    ItemCode,
    Readiness,
    State,
)

MARKS = {State.READY: "✓", State.PARTLY: "~", State.MISSING: "✗", State.NOT_NEEDED: "–"}


@click.group(invoke_without_command=True)
@on_day
@click.option(
    "--profile", type=click.Path(exists=True, path_type=Path),
    help="A pack, or its planning/profile.yaml: how many people live there.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit code 1 while the desk cannot open.")
@as_json
@click.pass_context
def readiness(
    context: click.Context, on: datetime | None, profile: Path | None, strict: bool, as_json: bool
) -> None:
    """Show what the region still lacks to run; whether its desk can open."""
    if context.invoked_subcommand is not None:
        return
    by: Actor = context.obj
    known = read_profile(profile) if profile else None
    examined = examine(by)
    with transaction(by) as cursor:
        found = ready_on(cursor, by, on=day(on), profile=known, examined=examined)
    if as_json:
        echo_json(_body(found))
    else:
        _show(found)
    if strict and not found.can_open:
        context.exit(1)


@readiness.command()
@click.argument("item", metavar="ITEM", type=click.Choice([code.value for code in ItemCode]))
@click.option("--text", required=True, help="What was done, by whom; no numbers of persons.")
@on_day
@as_person
@as_json
@click.pass_obj
def note(
    by: Actor, item: str, text: str, on: datetime | None, username: str | None, as_json: bool
) -> None:
    """Record what the data cannot show, such as a training; ITEM is a code of the list."""
    code, actor = ItemCode(item), person(by, username)
    seq = actions.note_readiness(code=code, text=text, by=actor, on=day(on))
    if as_json:
        echo_json({"item": code.value, "note": seq})
    else:
        click.echo(f"Dicatat / noted: {code.value} {seq}")


def _body(found: Readiness) -> dict[str, object]:
    return {
        "region": found.region,
        "region_name": found.region_name,
        "on": found.on.isoformat(),
        "can_open": found.can_open,
        "blocking": [item.code.value for item in found.blocking],
        "counts": {state.value: found.count(state) for state in State},
        "items": [_item_body(item) for item in found.items],
    }


def _item_body(item: Item) -> dict[str, object]:
    note = item.note
    return {
        "code": item.code.value,
        "area": item.kind.area.value,
        "title": _both(item.kind.title),
        "state": item.state.value,
        "blocks": item.blocks,
        "needed_to_open": item.kind.opens,
        "evidence": _both(item.evidence),
        "next_step": _both(item.next_step),
        "command": item.command or None,
        "standard": _both(item.kind.standard),
        "note": None if note is None else {
            "text": note.text, "on": note.noted_on.isoformat(), "by": note.noted_by,
        },
    }  # fmt: skip


def _both(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"id": text.id, "en": text.en}


def _show(found: Readiness) -> None:
    click.echo(f"{found.region_name} ({found.region}), {found.on}")
    for area in Area:
        click.echo(f"\n{AREA_NAMES[area].id} / {AREA_NAMES[area].en}")
        for item in found.of(area):
            _show_item(item)
    counts = ", ".join(
        f"{found.count(state)} {STATE_NAMES[state].id.lower()} / {STATE_NAMES[state].en.lower()}"
        for state in State
    )
    click.echo(f"\n{counts}")
    if found.can_open:
        click.echo("Loket dapat dibuka. / The desk can open.")
    else:
        waits = ", ".join(item.code.value for item in found.blocking)
        click.echo(f"Loket belum dapat dibuka; menunggu / the desk waits for: {waits}")


def _show_item(item: Item) -> None:
    title = f"{item.kind.title.id} / {item.kind.title.en}"
    click.echo(f"  {MARKS[item.state]} {title}{'  [!]' if item.blocks else ''}")
    click.echo(f"      {item.evidence.id}\n      {item.evidence.en}")
    if item.note is not None:
        click.echo(f"      “{item.note.text}” ({item.note.noted_on}, {item.note.noted_by})")
    if item.next_step is not None:
        click.echo(f"      → {item.next_step.id}\n        {item.next_step.en}")
        if item.command:
            click.echo(f"        $ {item.command}")
