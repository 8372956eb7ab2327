"""How well letters are estimated: what was expected of them, and what they came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from multiguna.guarantees.queries import calibration
from multiguna.guarantees.rules.estimating import learn_from
from multiguna.guarantees.terms import Calibration
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Text
from multiguna.web import menus
from multiguna.web.pages import actor, page
from multiguna.web.treasury.looking import read_day

NEAR_BP = 500
"""A share this close to what was promised counts as kept."""
ENOUGH = 50
"""Fewer settled letters say nothing about shares."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise of the estimates: what share was said, what share it was, whether it is kept."""

    name: Text
    said_bp: int
    was_bp: int | None
    kept: bool | None


PROMISES = (
    (
        "until_q50",
        Text(id="tidak di atas taksiran tengah", en="at most the middle estimate"),
        5_000,
    ),
    ("until_q80", Text(id="tidak di atas batas 8 dari 10", en="at most the 8-in-10 limit"), 8_000),
    (
        "until_q95",
        Text(id="tidak di atas batas 19 dari 20", en="at most the 19-in-20 limit"),
        9_500,
    ),
    ("within", Text(id="di dalam rentang 8 dari 10", en="inside the 8-in-10 range"), 8_000),
)


@page(*menus.TREASURY)
def calibrated(request: HttpRequest) -> HttpResponse:
    """The letters issued in a period and settled by today: estimate against outcome, by care."""
    by, today = actor(request), clock.today()
    starts = read_day(request.GET.get("from", "")) or learn_from(today)
    until = read_day(request.GET.get("until", "")) or today
    until = max(starts, min(until, today))
    with transaction(by) as cur:
        parts = calibration(cur, by, starts=starts, until=until + timedelta(days=1), on=today)
    context = {
        "starts": starts,
        "until": until,
        "parts": [(part, _kept(part)) for part in parts if part.issued],
        "whole": parts[0],
        "enough": ENOUGH,
    }
    return render(request, "treasury/calibration.html", context)


def _kept(part: Calibration) -> list[Kept]:
    found = []
    for name, words, said_bp in PROMISES:
        was_bp = part.share_bp(getattr(part, name))
        kept = None
        if was_bp is not None and part.settled >= ENOUGH:
            kept = abs(was_bp - said_bp) <= NEAR_BP
        found.append(Kept(words, said_bp, was_bp, kept))
    return found
