"""Sending claims: several files at once, what became of each, and the receipt to correct.

With JavaScript each file goes up by itself with its progress; without, all go up in one form. The
same bytes again change nothing, so that sending a page again is harmless.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from multiguna.claims.actions import import_claims
from multiguna.claims.queries import claim_list, receipt, refused_rows
from multiguna.claims.queries.batches import batch, batches
from multiguna.claims.terms import ClaimsImport
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.providers.queries import provider, providers
from multiguna.web import menus, uploads
from multiguna.web.files import file_response
from multiguna.web.pages import UNPROCESSABLE, actor, is_fragment, page

BATCHES_SHOWN = 50
CLAIMS_SHOWN = 200
REFUSED_SHOWN = 50
FORMATS = {".csv": "csv"}
"""The format of a file by how its name ends; a workbook says itself what it is, all else is read
as e-Klaim's export."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

HOSPITAL_MISSING = Text(
    id="Pilih rumah sakit yang menagih berkas ini.",
    en="Choose the hospital that bills these files.",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was sent: what became of it, or why it was refused whole."""

    name: str
    taken: ClaimsImport | None = None
    refused: Refused | None = None

    @property
    def mark(self) -> str:
        """How it went, as the page colours it."""
        if self.taken is None:
            return "bad"
        return "warn" if self.taken.refused else "good"


def _page(
    request: HttpRequest, *, sent: list[Sent] | None = None, refused: Refused | None = None
) -> HttpResponse:
    """The page for sending, with what became of the files just sent; that alone for HTMX."""
    by = actor(request)
    wrong = refused is not None or any(one.refused for one in sent or ())
    status = UNPROCESSABLE if wrong else 200
    context: dict[str, object] = {"sent": sent or [], "refused": refused}
    if is_fragment(request):
        return render(request, "office/sent.html", context, status=status)
    with transaction(by) as cur:
        context["own"] = provider(cur, by, by.scope) if by.scope else None
        context["hospitals"] = [] if by.scope else providers(cur, by)
        context["batches"] = batches(cur, by, limit=BATCHES_SHOWN)
    context["chosen"] = request.POST.get("provider", "")
    return render(request, "office/send.html", context, status=status)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return _page(request, refused=refused)


@page(*menus.SENDING, methods=("GET", "POST"), refused=_refused)
def send(request: HttpRequest) -> HttpResponse:
    """The page for sending; a POST takes each file in, one after the other."""
    if request.method != "POST":
        return _page(request)
    by = actor(request)
    provider_code = by.provider_code or request.POST.get("provider", "")
    if not provider_code:
        raise Refused("provider_missing", HOSPITAL_MISSING)
    with uploads.received(request) as paths:
        sent = [_take(path, provider_code, by) for path in paths]
    return _page(request, sent=sent)


def _take(path: Path, provider_code: str, by: Actor) -> Sent:
    """Take in one file; a file that is refused whole does not hold up the others."""
    try:
        taken = import_claims(
            path=path,
            provider_code=provider_code,
            by=by,
            on=clock.today(),
            format=FORMATS.get(path.suffix.lower(), "eklaim"),
        )
    except Refused as refused:
        return Sent(path.name, refused=refused)
    return Sent(path.name, taken=taken)


@page(*menus.CLAIMS)
def one(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One file: its counts, and its claims with what was decided; 404 for another hospital's."""
    by = actor(request)
    with transaction(by) as cur:
        card = batch(cur, by, batch_id)
        if card is None:
            raise Http404
        rows, total = claim_list(
            cur, by, batch_id=batch_id, page_size=CLAIMS_SHOWN, on=clock.today()
        )
        refused = refused_rows(cur, by, batch_id=batch_id, limit=REFUSED_SHOWN)
    context = {"batch": card, "claims": rows, "total": total, "refused_rows": refused}
    return render(request, "office/batch.html", context)


@page(*menus.CLAIMS)
def receipt_file(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The receipt of a file as a workbook, to correct and send again; 404 for another hospital."""
    by = actor(request)
    with transaction(by) as cur:
        card = batch(cur, by, batch_id)
        if card is None:
            raise Http404
        made = receipt(cur, by, batch_id=batch_id)
    return file_response(made, XLSX, f"tanda-terima-{batch_id}-{card.file_name}.xlsx")
