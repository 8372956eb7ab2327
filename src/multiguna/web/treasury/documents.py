"""Budget documents as they were entered, and a form for more of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.ledger.actions import import_budget
from multiguna.ledger.queries import documents, stock, total
from multiguna.web import languages, menus
from multiguna.web.pages import UNPROCESSABLE, actor, page
from multiguna.web.treasury import forms
from multiguna.web.treasury.looking import looking


def _documents(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    by = actor(request)
    with transaction(by) as cur:
        looked = looking(request, cur, by)
        found = documents(cur, by, year=looked.year)
        lines = stock(cur, by, year=looked.year)
    names = {line.account_id: line.name for line in lines}
    context = {
        "looked": looked,
        "documents": [(one, names.get(one.document.account_id)) for one in found],
        "whole": total(lines),
        "may_enter": by.role in menus.PAYING,
        "refused": refused,
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "treasury/documents.html", context, status=status)


@page(*menus.TREASURY)
def document_list(request: HttpRequest) -> HttpResponse:
    """The budget documents of a year, and a form to enter more."""
    return _documents(request)


@page(*menus.PAYING, methods=("POST",), refused=_documents)
def enter(request: HttpRequest) -> HttpResponse:
    """Take in a file of budget documents, all or nothing."""
    with forms.uploaded(request) as path:
        taken = import_budget(path=path, by=actor(request), on=clock.today())
    said = Text(
        id=f"{taken.entered} baris dokumen baru dicatat; {taken.later} belum berlaku.",
        en=f"{taken.entered} new document rows entered; {taken.later} not due yet.",
    )
    messages.success(request, said.in_(languages.active()))
    return redirect("treasury-documents")
