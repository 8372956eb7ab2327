"""Statements of account: what each hospital is owed, how late it is, and why less was approved.

A hospital sees its own; the city sees all of them, the longest waiting first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Actor, Text
from multiguna.payments.queries import ageing, statement
from multiguna.payments.terms import Ageing, Lateness, Standing, Statement, StatementClaim
from multiguna.providers.queries import providers
from multiguna.web import menus
from multiguna.web.pages import actor, page
from multiguna.web.treasury.forms import page_number
from multiguna.web.treasury.looking import read_day

PAGE_SIZE = 50
SHOWN = {
    "open": Text(id="Belum dibayar", en="Not paid yet"),
    "paid": Text(id="Dibayar", en="Paid"),
    "less": Text(id="Dikurangi atau ditolak", en="Reduced or rejected"),
    "all": Text(id="Semua", en="All"),
}
"""Which claims of a statement a page lists."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A hospital that waits for money: one amount for each bucket of lateness, and the sums."""

    provider_code: str
    name: str
    buckets: tuple[int, ...]
    claims: int

    @property
    def owed_idr(self) -> int:
        """All that it waits for."""
        return sum(self.buckets)

    @property
    def late_idr(self) -> int:
        """What of it is past its due day."""
        return sum(self.buckets[1:])


@page(*menus.STATEMENTS)
def hospitals(request: HttpRequest) -> HttpResponse:
    """What every hospital waits for by lateness; a hospital goes to its own statement."""
    by = actor(request)
    if by.scope:
        return redirect("statements-one", provider_code=by.scope)
    on = _day(request)
    with transaction(by) as cur:
        parts = ageing(cur, by, on=on)
        known = {card.provider_code: card.name for card in providers(cur, by)}
    rows = _waiting(parts, known)
    quiet = sorted((name, code) for code, name in known.items()
                   if code not in {row.provider_code for row in rows})  # fmt: skip
    context = {
        "on": on,
        "rows": rows,
        "quiet": quiet,
        "buckets": [bucket.label for bucket in Lateness],
        "sums": [sum(row.buckets[n] for row in rows) for n in range(len(Lateness))],
        "owed_idr": sum(row.owed_idr for row in rows),
        "late_idr": sum(row.late_idr for row in rows),
        "day": _asked_day(request),
    }
    return render(request, "office/statements.html", context)


@page(*menus.STATEMENTS)
def one(request: HttpRequest, provider_code: str) -> HttpResponse:
    """The statement of a hospital; 404 for another one's, or when there is no such hospital."""
    by = actor(request)
    made = _statement(request, by, provider_code)
    show = request.GET.get("show", "")
    show = show if show in SHOWN else "open"
    listed = [claim for claim in made.claims if _shown(claim, show)]
    pages = max(1, -(-len(listed) // PAGE_SIZE))
    number = min(page_number(request.GET), pages)
    context = {
        "made": made,
        "claims": listed[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        "listed": len(listed),
        "tabs": [(key, name, _query(request, key), key == show) for key, name in SHOWN.items()],
        "number": number,
        "pages": pages,
        "query_before": _query(request, show, number - 1),
        "query_after": _query(request, show, number + 1),
        "agrees": made.standing == made.ledger,
        "day": _asked_day(request),
        "papers": _query(request, ""),
        "own": bool(by.scope),
        "to_treasury": by.role in menus.TREASURY,
        "to_claims": by.role in menus.CLAIMS,
    }
    return render(request, "office/statement.html", context)


def _statement(request: HttpRequest, by: Actor, provider_code: str) -> Statement:
    if by.scope and provider_code != by.scope:
        raise Http404
    with transaction(by) as cur:
        if not any(card.provider_code == provider_code for card in providers(cur, by)):
            raise Http404
        return statement(cur, by, provider_code=provider_code, on=_day(request))


def _asked_day(request: HttpRequest) -> date | None:
    """The day before today that an address asks for, or None."""
    on = read_day(request.GET.get("on", ""))
    return on if on is not None and on < clock.today() else None


def _day(request: HttpRequest) -> date:
    return _asked_day(request) or clock.today()


def _query(request: HttpRequest, show: str, number: int = 1) -> str:
    """The address of another part of the same statement."""
    on = _asked_day(request)
    asked = {"show": show, "page": str(number) if number > 1 else ""}
    asked["on"] = on.isoformat() if on else ""
    return urlencode({name: value for name, value in asked.items() if value})


def _shown(claim: StatementClaim, show: str) -> bool:
    paid = claim.standing == Standing(paid_idr=claim.standing.paid_idr)
    if show == "open":
        return not paid
    if show == "paid":
        return claim.paid_on is not None
    if show == "less":
        return claim.outcome in ("reduced", "rejected")
    return True


def _waiting(parts: Sequence[Ageing], known: dict[str, str]) -> list[Waiting]:
    """A row per hospital that waits, the latest money first."""
    amounts = {(part.provider_code, part.lateness): part for part in parts}
    rows = []
    for code in {part.provider_code for part in parts}:
        own = [amounts.get((code, bucket)) for bucket in Lateness]
        buckets = tuple(part.amount_idr if part else 0 for part in own)
        rows.append(Waiting(code, known.get(code, code), buckets, sum(p.claims for p in own if p)))
    waiting = [row for row in rows if row.owed_idr]
    return sorted(waiting, key=lambda row: (-row.late_idr, -row.owed_idr, row.name))
