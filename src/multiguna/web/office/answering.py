"""What a hospital does with a claim of its own: answer a query, and appeal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from multiguna.claims.actions import answer_query, file_appeal
from multiguna.kernel import clock
from multiguna.kernel.terms import Text
from multiguna.web import languages, menus
from multiguna.web.office.deciding import number_of
from multiguna.web.office.desk import refused_at
from multiguna.web.office.papers import documents
from multiguna.web.pages import actor, page


@page(*menus.BILLING, methods=("POST",), refused=refused_at)
def answer(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Answer the query that waits, perhaps with documents; the claim's clock goes on."""
    form, by, on = request.POST, actor(request), clock.today()
    query_no = number_of(form, "query")
    text = form.get("answer", "")
    with documents(request) as files:
        answer_query(query_no=query_no, text=text, files=files, by=by, on=on)
    said = Text(
        id="Jawaban terkirim; waktu keputusan berjalan lagi.",
        en="The answer is sent; the clock runs again.",
    )
    return _after(request, claim_id, said)


@page(*menus.BILLING, methods=("POST",), refused=refused_at)
def appeal(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Appeal against the decision that holds; another verifier rules on it."""
    by, on = actor(request), clock.today()
    grounds = request.POST.get("grounds", "")
    with documents(request) as files:
        filed = file_appeal(claim_id=claim_id, grounds=grounds, files=files, by=by, on=on)
    said = Text(
        id=f"Keberatan nomor {filed.appeal_no} diajukan. Verifikator lain yang memutus.",
        en=f"Appeal number {filed.appeal_no} is filed. Another verifier decides it.",
    )
    return _after(request, claim_id, said)


def _after(request: HttpRequest, claim_id: int, said: Text) -> HttpResponse:
    messages.success(request, said.in_(languages.active()))
    return redirect("claims-detail", claim_id=claim_id)
