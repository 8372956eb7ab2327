"""What the region still lacks to run: each item with its evidence, next step and place to do it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Role, Text
from multiguna.planning.actions import note_readiness
from multiguna.planning.queries.examining import examine
from multiguna.planning.queries.readiness import readiness
from multiguna.planning.terms.readiness import (
    AREA_NAMES,
    STATE_NAMES,
    Area,
    Item,
    ItemCode,
    Readiness,
    State,
)
from multiguna.web import languages, menus
from multiguna.web.pages import actor, page

NOTED = Text(id="Catatan disimpan.", en="The note is kept.")
LOOK_AT = {
    ItemCode.APPROPRIATION: ("treasury-documents", Text("Dokumen anggaran", "Budget papers")),
    ItemCode.RELEASE: ("treasury-documents", Text("Dokumen anggaran", "Budget papers")),
    ItemCode.ESTIMATES: ("treasury-calibration", Text("Ketepatan taksiran", "Estimates")),
    ItemCode.BUDGET_ENOUGH: ("treasury-outlook", Text("Perkiraan", "Outlook")),
    ItemCode.PRACTICE_BILLING: ("claims", Text("Semua klaim", "All claims")),
    ItemCode.PRACTICE_VERIFYING: ("claims", Text("Semua klaim", "All claims")),
    ItemCode.PRACTICE_PAYING: ("treasury-orders", Text("Perintah bayar", "Payment orders")),
}
"""Where an item is looked into, for those whose page that is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as the page shows it: where to look into it, and whether a note may be written."""

    item: Item
    state_name: Text
    link: str
    link_name: Text | None
    may_note: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The items of one area: those with work left, what is missing first, and those done."""

    area: Area
    name: Text
    open: list[Shown]
    done: list[Shown]

    @property
    def count(self) -> int:
        """How many items the area has."""
        return len(self.open) + len(self.done)


@page(*menus.PLANNING)
def ready(request: HttpRequest) -> HttpResponse:
    """How ready the region is today; with `?doctor=1` the books and the log are examined too."""
    by, today = actor(request), clock.today()
    examined = examine(by) if request.GET.get("doctor") else None
    with transaction(by) as cur:
        found = readiness(cur, by, on=today, examined=examined)
    context = {
        "found": found,
        "parts": [_part(found, area, by.role) for area in Area],
        "counts": [(state, STATE_NAMES[state], found.count(state)) for state in State],
    }
    return render(request, "planner/readiness.html", context)


@page(*menus.NOTING, methods=("POST",))
def note(request: HttpRequest) -> HttpResponse:
    """Keep a note about an item that the data cannot show; back to the list."""
    code = request.POST.get("item", "")
    if code not in list(ItemCode):
        raise Refused(
            "item_unknown", Text("Butir itu tidak dikenal.", "There is no item of that name.")
        )
    text = request.POST.get("text", "")
    note_readiness(code=ItemCode(code), text=text, by=actor(request), on=clock.today())
    messages.success(request, NOTED.in_(languages.active()))
    return redirect(f"{reverse('planner-readiness')}#{code}")


def _part(found: Readiness, area: Area, role: Role) -> Part:
    items = [_shown(item, role) for item in found.of(area)]
    left = [
        shown
        for state in (State.MISSING, State.PARTLY)
        for shown in items
        if shown.item.state is state
    ]
    done = [shown for shown in items if shown not in left]
    return Part(area, AREA_NAMES[area], left, done)


def _shown(item: Item, role: Role) -> Shown:
    address, name = LOOK_AT.get(item.code, ("", None))
    seen = address and menus.may_see(role, address)
    return Shown(
        item,
        STATE_NAMES[item.state],
        reverse(address) if seen else "",
        name if seen else None,
        item.takes_note and role in menus.NOTING,
    )
