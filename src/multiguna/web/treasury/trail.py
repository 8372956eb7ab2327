"""The money of one letter and of one claim, without the patient: where it came from and went."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from multiguna.claims.queries import claim_detail
from multiguna.guarantees.queries import letter
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Role, Text
from multiguna.payments.actions import record_overpayment
from multiguna.payments.queries import recoveries
from multiguna.providers.queries import provider
from multiguna.web import languages, menus
from multiguna.web.pages import UNPROCESSABLE, actor, page
from multiguna.web.treasury import forms

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


def _claim(request: HttpRequest, claim_id: int, refused: Refused | None = None) -> HttpResponse:
    """The page of a claim's money, with what went wrong on top."""
    by = actor(request)
    with transaction(by) as cur:
        detail = claim_detail(cur, by, claim_id)
        if detail is None:
            raise Http404
        overpaid = recoveries(cur, by, detail.row.provider_code)
    context = {
        "claim": detail,
        "may_open": by.role in menus.CLAIMS,
        "recoveries": [one for one in overpaid if one.claim_id == claim_id],
        "may_recover": by.role in menus.RECOVERING,
        "typed": request.POST,
        "refused": refused,
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "treasury/claim.html", context, status=status)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    match = request.resolver_match
    assert match is not None
    return _claim(request, int(match.kwargs["claim_id"]), refused)


@page(*menus.TREASURY, Role.VERIFIER)
def one_claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """What a claim asked, got and why; 404 when there is none. Names no patient.

    Reading it is written to the access log like every look at a claim.
    """
    return _claim(request, claim_id)


@page(*menus.RECOVERING, methods=("POST",), refused=_refused)
def recover(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Record that a claim was paid too much; the hospital's next order takes it off."""
    amount_idr = forms.read_amount(request.POST.get("amount", ""))
    reason = request.POST.get("reason", "")
    record_overpayment(
        claim_id=claim_id,
        amount_idr=0 if amount_idr is None else amount_idr,
        reason=reason,
        by=actor(request),
        on=clock.today(),
    )
    said = Text(id="Kelebihan bayar dicatat.", en="The overpayment is recorded.")
    messages.success(request, said.in_(languages.active()))
    return redirect("treasury-claim", claim_id=claim_id)
