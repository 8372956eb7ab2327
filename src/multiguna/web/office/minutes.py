"""Verification minutes (BAP): what can be closed, what is closed, and both signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from multiguna.claims.actions import close_minutes, sign_minutes
from multiguna.claims.queries import (
    minutes_card,
    minutes_claims,
    minutes_list,
    open_months,
)
from multiguna.claims.queries.papers import minutes_pdf
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.talking import MinutesClaimCard, Party
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Role, Text
from multiguna.web import languages, menus
from multiguna.web.files import file_response
from multiguna.web.pages import UNPROCESSABLE, actor, page
from multiguna.web.treasury.forms import page_number

MONTHS_BACK = 12
CLAIMS_SHOWN = 100
PARTIES = {Role.VERIFIER: Party.CITY, Role.BILLER: Party.HOSPITAL}


@dataclass(frozen=True, slots=True)
class Part:
    """The claims of minutes with one outcome, and their amounts."""

    outcome: Outcome
    claims: int
    billed_idr: int
    approved_idr: int


def _list(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    """The months that can be closed and the minutes that are."""
    by, on = actor(request), clock.today()
    with transaction(by) as cur:
        context = {
            "open_months": open_months(cur, by, on=on, since=_months_back(on)),
            "minutes": minutes_list(cur, by),
        }
    context |= {
        "is_city": not by.scope,
        "may_close": by.role in menus.VERIFYING,
        "party": PARTIES.get(by.role),
        "refused": refused,
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "office/minutes.html", context, status=status)


def _one(request: HttpRequest, minutes_no: str, refused: Refused | None = None) -> HttpResponse:
    """One minutes with its claims and signatures; 404 for another hospital's."""
    by = actor(request)
    with transaction(by) as cur:
        card = minutes_card(cur, by, minutes_no)
        if card is None:
            raise Http404
        claims = minutes_claims(cur, by, minutes_no)
    pages = max(1, -(-len(claims) // CLAIMS_SHOWN))
    number = min(page_number(request.GET), pages)
    party = PARTIES.get(by.role)
    context = {
        "card": card,
        "claims": claims[(number - 1) * CLAIMS_SHOWN : number * CLAIMS_SHOWN],
        "parts": _parts(claims),
        "signatures": [(one, card.signed_as(one)) for one in Party],
        "may_sign": party is not None and card.signed_as(party) is None,
        "refused": refused,
        "number": number,
        "pages": pages,
        "query_before": f"page={number - 1}",
        "query_after": f"page={number + 1}",
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "office/minutes_one.html", context, status=status)


def _refused_one(request: HttpRequest, refused: Refused) -> HttpResponse:
    match = request.resolver_match
    assert match is not None
    return _one(request, str(match.kwargs["minutes_no"]), refused)


@page(*menus.CLAIMS)
def minutes(request: HttpRequest) -> HttpResponse:
    """The minutes that the user may see, and the months that wait to be closed."""
    return _list(request)


@page(*menus.VERIFYING, methods=("POST",), refused=_list)
def close(request: HttpRequest) -> HttpResponse:
    """Close a hospital's month: what is decided is frozen and no longer provisional."""
    card = close_minutes(
        provider_code=request.POST.get("provider", ""),
        month=request.POST.get("month", ""),
        by=actor(request),
        on=clock.today(),
    )
    said = Text(
        id=f"Berita acara {card.minutes_no} ditutup dengan {card.claims} klaim. "
        "Sekarang ditandatangani kedua pihak.",
        en=f"Minutes {card.minutes_no} are closed with {card.claims} claims. "
        "Now both parties sign them.",
    )
    messages.success(request, said.in_(languages.active()))
    return redirect("claims-minutes-one", minutes_no=card.minutes_no)


@page(*menus.CLAIMS)
def one(request: HttpRequest, minutes_no: str) -> HttpResponse:
    """One minutes: its sums, signatures and claims."""
    return _one(request, minutes_no)


@page(*menus.CLAIMS)
def paper(request: HttpRequest, minutes_no: str) -> HttpResponse:
    """The minutes as PDF, with the proof that the log holds them."""
    made = minutes_pdf(actor(request), minutes_no)
    return file_response(made, "application/pdf", f"{minutes_no}.pdf", inline=True)


@page(*menus.SENDING, methods=("POST",), refused=_refused_one)
def sign(request: HttpRequest, minutes_no: str) -> HttpResponse:
    """Sign for the own party."""
    card = sign_minutes(minutes_no=minutes_no, by=actor(request), on=clock.today())
    said = Text(
        id="Ditandatangani." if not card.is_signed else "Ditandatangani kedua pihak.",
        en="Signed." if not card.is_signed else "Signed by both parties.",
    )
    messages.success(request, said.in_(languages.active()))
    return redirect("claims-minutes-one", minutes_no=minutes_no)


def _parts(claims: tuple[MinutesClaimCard, ...]) -> list[Part]:
    """The claims of minutes by outcome."""
    parts = []
    for outcome in (Outcome.APPROVED, Outcome.REDUCED, Outcome.REJECTED):
        those = [claim for claim in claims if claim.outcome is outcome]
        billed, approved = (
            sum(claim.billed_idr for claim in those),
            sum(claim.approved_idr for claim in those),
        )
        parts.append(Part(outcome, len(those), billed, approved))
    return parts


def _months_back(on: date) -> str:
    """The month a year before, as `YYYY-MM`."""
    year, month = divmod(on.year * 12 + on.month - 1 - MONTHS_BACK, 12)
    return f"{year}-{month + 1:02}"
