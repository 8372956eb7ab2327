"""The money of one letter and of one claim, without the patient: where it came from and went."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from multiguna.claims.queries import claim_detail
from multiguna.guarantees.queries import letter
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Text
from multiguna.providers.queries import provider
from multiguna.web import menus
from multiguna.web.pages import actor, page

QUANTILES = (
    ("q10_idr", Text(id="1 dari 10 surat lebih murah", en="1 letter in 10 costs less")),
    ("q50_idr", Text(id="Separuh surat lebih murah", en="Half of the letters cost less")),
    ("q80_idr", Text(id="8 dari 10 surat lebih murah", en="8 letters in 10 cost less")),
    ("q90_idr", Text(id="9 dari 10 surat lebih murah", en="9 letters in 10 cost less")),
    ("q95_idr", Text(id="19 dari 20 surat lebih murah", en="19 letters in 20 cost less")),
)


@page(*menus.TREASURY)
def one_letter(request: HttpRequest, letter_no: str) -> HttpResponse:
    """What a letter reserved and why so much; 404 when there is none. Names no patient."""
    by = actor(request)
    with transaction(by) as cur:
        card = letter(cur, by, letter_no)
        hospital = provider(cur, by, card.provider_code) if card else None
    if card is None:
        raise Http404
    context = {
        "letter": card,
        "hospital": hospital,
        "quantiles": [(title, getattr(card.estimate, name)) for name, title in QUANTILES],
    }
    return render(request, "treasury/letter.html", context)


@page(*menus.TREASURY)
def one_claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """What a claim asked, got and why; 404 when there is none. Names no patient.

    Reading it is written to the access log like every look at a claim.
    """
    by = actor(request)
    with transaction(by) as cur:
        detail = claim_detail(cur, by, claim_id)
    if detail is None:
        raise Http404
    context = {"claim": detail, "may_open": by.role in menus.CLAIMS}
    return render(request, "treasury/claim.html", context)
