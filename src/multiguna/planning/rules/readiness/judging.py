"""How ready a region is: every item judged, with what was noted about it."""

from __future__ import annotations

from dataclasses import replace

from multiguna.planning.rules.readiness.hospitals import hospital_items
from multiguna.planning.rules.readiness.items import say
from multiguna.planning.rules.readiness.money import money_items
from multiguna.planning.rules.readiness.people import people_items
from multiguna.planning.rules.readiness.programme import programme_items
from multiguna.planning.rules.readiness.running import practice_items, running_items
from multiguna.planning.rules.readiness.staff import staff_items
from multiguna.planning.terms.readiness import Item, Note, Readiness, ReadinessFacts, State

AREAS = (
    programme_items, people_items, hospital_items, money_items, staff_items, running_items,
    practice_items,
)  # fmt: skip


def judge_readiness(facts: ReadinessFacts) -> Readiness:
    """Judge every item by the day's facts, in the order in which a region gets ready.

    A note is shown beside its item. It makes one ready only where the data cannot show it (a
    training, a restored backup), never where they say something else.
    """
    items = (item for judge in AREAS for item in judge(facts))
    noted = (_with_note(item, facts.notes.get(item.code)) for item in items)
    return Readiness(facts.region, facts.region_name, facts.on, tuple(noted))


def _with_note(item: Item, note: Note | None) -> Item:
    if note is None:
        return item
    if not item.takes_note:
        return replace(item, note=note)
    evidence = say("{evidence} Dicatat {on} oleh {by}.", "{evidence} Noted {on} by {by}.",
                   evidence=item.evidence, on=note.noted_on, by=note.noted_by)  # fmt: skip
    return replace(
        item, state=State.READY, evidence=evidence, next_step=None, command="", note=note
    )
