"""A claim by form: a clinic's without e-Klaim, or the correction of one that was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from multiguna.claims.actions.filing import correct_claim, file_claim
from multiguna.claims.queries.filing import claim_form
from multiguna.claims.terms.owncsv import FiledClaim
from multiguna.claims.terms.problems import RowProblem
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.providers.queries import provider
from multiguna.web import languages, menus
from multiguna.web.office.fields import (
    CHARGES,
    GROUPS,
    TOPUPS,
    browser_days,
    elsewhere,
    fill,
    read_fields,
)
from multiguna.web.pages import UNPROCESSABLE, actor, page

IDENTITY = "NOKARTU"
"""Never shown again once sent; a correction leaves it empty to keep it."""


def _form(
    request: HttpRequest,
    values: Mapping[str, str],
    *,
    problems: Sequence[RowProblem] = (),
    refused: Refused | None = None,
    claim_id: int | None = None,
) -> HttpResponse:
    """The form with what stands in it and what is wrong."""
    by = actor(request)
    with transaction(by) as cur:
        own = provider(cur, by, by.scope)
    shown = [field for field in TOPUPS if values.get(field.name) not in (None, "", "0")]
    context = {
        "own": own,
        "claim_id": claim_id,
        "claim_no": values.get("SEP", ""),
        "groups": [(title, fill(fields, values, problems)) for title, fields in GROUPS],
        "topups": fill(shown, values, problems),
        "charges": fill(CHARGES, values, problems),
        "charges_open": any(problem.column in {f.name for f in CHARGES} for problem in problems),
        "elsewhere": elsewhere(problems),
        "wrong": any(not problem.kept for problem in problems),
        "refused": refused,
    }
    wrong = bool(context["wrong"]) or refused is not None
    return render(request, "office/form.html", context, status=UNPROCESSABLE if wrong else 200)


def _refused_new(request: HttpRequest, refused: Refused) -> HttpResponse:
    return _form(request, read_fields(request.POST), refused=refused)


@page(*menus.BILLING, methods=("GET", "POST"), refused=_refused_new)
def new(request: HttpRequest) -> HttpResponse:
    """An empty form, or the claim that was typed, taken in by the rules of a file's row."""
    if request.method != "POST":
        return _form(request, {"PTD": "2", "KELAS_RAWAT": "3"})
    by = actor(request)
    values = read_fields(request.POST)
    done = file_claim(form=FiledClaim(by.scope, values), by=by, on=clock.today())
    if done.claim_id is None:
        return _form(request, values, problems=done.problems)
    said = Text(
        id="Klaim diterima. Hasil sementara terbit hari ini juga.",
        en="The claim is taken in. A provisional result comes the same day.",
    )
    return _to_claim(request, done.claim_id, said)


def _refused_correction(request: HttpRequest, refused: Refused) -> HttpResponse:
    match = request.resolver_match
    assert match is not None
    if refused.code == "claim_unknown":
        raise Http404
    claim_id = int(match.kwargs["claim_id"])
    return _form(request, read_fields(request.POST), refused=refused, claim_id=claim_id)


@page(*menus.BILLING, methods=("GET", "POST"), refused=_refused_correction)
def correct(request: HttpRequest, claim_id: int) -> HttpResponse:
    """The claim's form as it was sent, or the correction that takes its place."""
    by = actor(request)
    with transaction(by) as cur:
        stored = browser_days(claim_form(cur, by, claim_id).values)
    if request.method != "POST":
        return _form(request, {**stored, IDENTITY: ""}, claim_id=claim_id)
    typed = read_fields(request.POST)
    if not typed.get(IDENTITY):
        typed.pop(IDENTITY, None)
    changes = {name: text for name, text in typed.items() if text != stored.get(name, "")}
    done = correct_claim(claim_id=claim_id, changes=changes, by=by, on=clock.today())
    if done.claim_id is None:
        shown = {**stored, IDENTITY: "", **typed}
        return _form(request, shown, problems=done.problems, claim_id=claim_id)
    if done.taken is None:
        said = Text(id="Tidak ada yang berubah.", en="Nothing changed.")
    else:
        said = Text(
            id="Perbaikan diterima; klaim ini menggantikan yang lama.",
            en="The correction is taken in; this claim takes the old one's place.",
        )
    return _to_claim(request, done.claim_id, said)


def _to_claim(request: HttpRequest, claim_id: int, said: Text) -> HttpResponse:
    messages.success(request, said.in_(languages.active()))
    return redirect("claims-detail", claim_id=claim_id)
