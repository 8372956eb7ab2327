"""What is still to come: how long the money lasts, and care that was given and not billed yet.

The outlook is worked out anew when the books change. Where that takes long, the first page of the
treasury does not wait: it asks for the outlook after it stands, or links to it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.terms import Actor, Text
from multiguna.ledger.queries import stock
from multiguna.ledger.terms import BALANCES, LineStock
from multiguna.planning.queries import alarms, outlook, reserves
from multiguna.planning.terms import Alarm, CellReserve, Outlook, Reserve, RunOut
from multiguna.providers.queries import providers
from multiguna.web import menus, names
from multiguna.web.pages import actor, is_fragment, page
from multiguna.web.treasury.looking import Looking, looking
from multiguna.web.treasury.pictures import picture

KEPT = 16
SLOW_SECONDS = 0.2
"""An outlook that took longer than this is not worked out while a page waits."""

_Key = tuple[object, ...]
_known: OrderedDict[_Key, Ahead] = OrderedDict()
_seconds: dict[str, float] = {}
_keeping = Lock()


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the money (the appropriation, what is released) and when it is used up."""

    name: Text
    run_out: RunOut


@dataclass(frozen=True, slots=True)
class Use:
    """A part of what is used so far, with what it means and the rows behind it."""

    name: Text
    amount_idr: int
    why: Text
    link: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is seen of a year: the outlook, and the alarms that ring on its day."""

    outlook: Outlook
    alarms: tuple[Alarm, ...]


def seen_ahead(
    cur: Cursor, by: Actor, looked: Looking, lines: Sequence[LineStock], *, wait: bool
) -> Ahead | None:
    """What is ahead of a view; None for a year that has not begun, or (without `wait`) when it is
    not known yet and would take long. Alarms ring for the year of the day alone."""
    on = looked.last_day
    if on.year < looked.year:
        return None
    amounts = tuple(getattr(line, name) for line in lines for name in BALANCES)
    key = (by.region, looked.year, looked.day, amounts)
    with _keeping:
        known = _known.get(key)
    if known is None:
        if not wait and _seconds.get(by.region, 0) > SLOW_SECONDS:
            return None
        began = time.monotonic()
        seen = outlook(cur, by, on=on, year=looked.year)
        rings = alarms(cur, by, on=on, seen=seen) if looked.day.year == looked.year else []
        known = Ahead(seen, tuple(rings))
        _seconds[by.region] = time.monotonic() - began
    with _keeping:
        _known[key] = known
        _known.move_to_end(key)
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return known


def limits(seen: Outlook) -> list[Limit]:
    """What the outlook says about each limit; empty while too little is known."""
    named = (
        (Text(id="Pagu", en="The appropriation"), seen.appropriation),
        (Text(id="Dana yang disediakan (SPD)", en="The released funds (SPD)"), seen.released),
    )
    return [Limit(name, run_out) for name, run_out in named if run_out is not None]


@page(*menus.TREASURY)
def ahead(request: HttpRequest) -> HttpResponse:
    """How the year goes on; an HTMX request gets the card of the treasury's first page."""
    by = actor(request)
    with transaction(by) as cur:
        looked = looking(request, cur, by)
        lines = stock(cur, by, year=looked.year, on=looked.on)
        known = seen_ahead(cur, by, looked, lines, wait=True)
    seen = known.outlook if known else None
    context: dict[str, object] = {
        "looked": looked,
        "seen": seen,
        "limits": limits(seen) if seen else [],
        "outlook_link": looked.link("treasury-outlook"),
    }
    if is_fragment(request):
        return render(request, "treasury/outlook_card.html", context)
    if seen is not None:
        context["uses"] = _uses(looked, seen)
        context["year_end"] = seen.fan[-1] if seen.fan else None
        context["picture"] = picture(looked, "fan", "wide") if seen.fan else None
    return render(request, "treasury/outlook.html", context)


def _uses(looked: Looking, seen: Outlook) -> list[Use]:
    """What is used so far, part by part; they add up to `used_idr`."""
    at = seen.stock
    certain = Text(id="pasti", en="certain")
    parts = [
        Use(names.BALANCES[name], getattr(at, name), certain, looked.rows(name))
        for name in ("paid_idr", "ordered_idr", "obligations_idr")
    ]
    parts.append(
        Use(
            names.BALANCES["billed_idr"],
            seen.billed_expected_idr,
            Text(
                id="yang biasanya disetujui dari tagihan yang belum diputus",
                en="what is usually approved of undecided bills",
            ),
            looked.rows("billed_idr"),
        )
    )
    parts.append(
        Use(
            Text(id="Dijanjikan dan belum ditagih", en="Promised and not billed yet"),
            seen.outstanding_idr,
            Text(
                id="yang lebih besar: surat terbuka menurut biaya yang diharapkan, atau perawatan "
                "yang belum ditagih",
                en="the larger of open letters at their expected cost and care not billed yet",
            ),
            looked.link("treasury-reserves"),
        )
    )
    return parts


@page(*menus.TREASURY)
def not_billed(request: HttpRequest) -> HttpResponse:
    """Care given and not billed yet, by service and hospital, and how sure that is."""
    by = actor(request)
    with transaction(by) as cur:
        looked = looking(request, cur, by)
        found = reserves(cur, by, on=looked.day)
        known = {card.provider_code: card.name for card in providers(cur, by)}
    cares = [
        (care, whole, _hospitals(found, care, known), _methods(whole))
        for care in names.CARES
        for whole in found
        if whole.care == care and whole.provider_code is None
    ]
    context = {
        "looked": looked,
        "cares": cares,
        "total_idr": sum(whole.chosen.ibnr_idr for _, whole, *_ in cares),
        "letters_idr": sum(whole.letters_idr for _, whole, *_ in cares),
        "beyond_idr": sum(whole.beyond_letters_idr for _, whole, *_ in cares),
    }
    return render(request, "treasury/reserves.html", context)


def _methods(cell: CellReserve) -> list[Reserve]:
    return [cell.chain_ladder, cell.bornhuetter_ferguson, cell.benktander]


def _hospitals(
    found: Sequence[CellReserve], care: str, known: dict[str, str]
) -> list[tuple[str, CellReserve]]:
    """The hospitals of a kind of care with something still to come, the most first."""
    own = [
        (known.get(cell.provider_code, cell.provider_code), cell)
        for cell in found
        if cell.care == care and cell.provider_code is not None and cell.chosen.ibnr_idr > 0
    ]
    return sorted(own, key=lambda one: -one[1].chosen.ibnr_idr)
