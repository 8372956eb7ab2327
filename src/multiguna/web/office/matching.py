"""Whom a claim is about, where its own numbers do not say it: a verifier decides, once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from multiguna.claims.actions.whom import decide_match, decide_none, undo_match
from multiguna.kernel import clock
from multiguna.kernel.terms import Text
from multiguna.web import languages, menus
from multiguna.web.office.deciding import number_of
from multiguna.web.office.desk import refused_at
from multiguna.web.pages import actor, page


@page(*menus.VERIFYING, methods=("POST",), refused=refused_at)
def match(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Take one candidate, the holder of a letter, or none; or take back what was decided."""
    form, by, on = request.POST, actor(request), clock.today()
    act, reason = form.get("act", ""), form.get("reason", "")
    if act == "none":
        decide_none(claim_id=claim_id, reason=reason, by=by, on=on)
        said = Text(id="Diputus: bukan salah satunya.", en="Decided: none of them.")
    elif act == "undo":
        undo_match(claim_id=claim_id, reason=reason, by=by, on=on)
        said = Text(id="Keputusan itu dibatalkan.", en="That decision is taken back.")
    elif act == "letter":
        letter_no = "".join(form.get("letter", "").split())[:40]
        decide_match(claim_id=claim_id, letter_no=letter_no, reason=reason, by=by, on=on)
        said = Text(id="Klaim ini milik pemegang surat itu.", en="The claim is that holder's.")
    else:
        candidate_no = number_of(form, "candidate")
        decide_match(claim_id=claim_id, candidate_no=candidate_no, reason=reason, by=by, on=on)
        said = Text(
            id="Diputus milik siapa klaim ini; aturan memeriksanya lagi.",
            en="It is decided whom the claim is about; the rules look at it again.",
        )
    messages.success(request, said.in_(languages.active()))
    return redirect("claims-detail", claim_id=claim_id)
