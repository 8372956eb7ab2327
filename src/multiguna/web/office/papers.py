"""Supporting files of a claim: put to it, beside an answer or an appeal too, and read back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect

from multiguna.claims.actions.attaching import attach
from multiguna.claims.queries.attachments import attachment
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import Text
from multiguna.web import languages, menus, uploads
from multiguna.web.office.desk import refused_at
from multiguna.web.pages import actor, page

FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@page(*menus.SENDING, methods=("POST",), refused=refused_at)
def put(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Put files to a claim; a file that is there already has no effect."""
    by, on = actor(request), clock.today()
    with uploads.received(request) as paths:
        for path in paths:
            attach(claim_id=claim_id, file=path, name=path.name, by=by, on=on)
    count = len(paths)
    said = Text(id=f"{count} dokumen dilampirkan.", en=f"{count} documents attached.")
    messages.success(request, said.in_(languages.active()))
    return redirect("claims-detail", claim_id=claim_id)


@page(*menus.CLAIMS, refused=refused_at)
def read(request: HttpRequest, claim_id: int, seq: int) -> HttpResponse:
    """One file, opened in the browser; reading it is in the access log."""
    by = actor(request)
    with transaction(by) as cur:
        found = attachment(cur, by, claim_id=claim_id, seq=seq)
    response = FileResponse(
        found.path.open("rb"), content_type=found.card.media_type, filename=found.card.name
    )
    response["Content-Security-Policy"] = FILE_POLICY
    return response  # type: ignore[return-value]


@contextmanager
def documents(request: HttpRequest) -> Iterator[list[tuple[str, Path | bytes]]]:
    """The files of a form by name, for an act that takes them with it; there may be none."""
    if not request.FILES.getlist("file") and not request.META.get(uploads.TOO_LARGE):
        yield []
        return
    with uploads.received(request) as paths:
        yield [(path.name, path) for path in paths]
