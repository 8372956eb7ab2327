"""The hospital desk: a NIK in, the decision at once, and the letter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from multiguna.coverage.actions import check_coverage
from multiguna.coverage.terms import CoverageAnswer
from multiguna.guarantees import queries as letters
from multiguna.guarantees.actions import issue_guarantee
from multiguna.guarantees.rules.letters import check_day
from multiguna.guarantees.terms import GuaranteeAnswer, Outcome
from multiguna.kernel import clock
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.choosing import number_on
from multiguna.providers.queries import provider
from multiguna.registry.queries import person_names
from multiguna.web import menus
from multiguna.web.desk import forms
from multiguna.web.pages import UNPROCESSABLE, actor, is_fragment, page

LETTERS_SHOWN = 50


def _desk_page(
    request: HttpRequest,
    *,
    answer: CoverageAnswer | GuaranteeAnswer | None = None,
    refused: Refused | None = None,
    beside: Mapping[str, object] | None = None,
) -> HttpResponse:
    """The desk with a result, or the result alone for HTMX."""
    by, today = actor(request), clock.today()
    context: dict[str, object] = {
        "typed": forms.typed(request.POST, today),
        "answer": answer,
        "refused": refused,
        **(beside or {}),
    }
    status = UNPROCESSABLE if refused else 200
    if is_fragment(request):
        return render(request, "desk/result.html", context, status=status)
    with transaction(by) as cur:
        context["letters"] = _letters_of_today(cur, by, today)
        context["provider"] = provider(cur, by, by.scope)
    return render(request, "desk/desk.html", context, status=status)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return _desk_page(request, refused=refused)


@page(*menus.DESK, methods=("GET", "POST"), refused=_refused)
def desk(request: HttpRequest) -> HttpResponse:
    """The empty desk, or the decision about the card that was scanned."""
    if request.method != "POST":
        return _desk_page(request)
    by, today = actor(request), clock.today()
    asked = forms.read_asked(request.POST, today)
    answer = check_coverage(
        nik=asked.nik,
        kk=asked.kk,
        care=asked.care,
        emergency=asked.emergency,
        newborn_born_on=asked.born_on,
        papers=asked.papers,
        by=by,
        on=asked.on,
    )
    return _desk_page(request, answer=answer, beside=_beside(request, by, answer, asked))


def _beside(
    request: HttpRequest, by: Actor, answer: CoverageAnswer, asked: forms.Asked
) -> dict[str, object]:
    """What the result shows beside the decision: age, village, entitled class, the next form."""
    pack = pack_in_force(by)
    letter_no = forms.new_letter_no(by.scope, asked.on)
    beside: dict[str, object] = {
        "carried": [*forms.carried(request.POST), ("letter_no", letter_no)],
        "entitled_class": number_on(pack, "care_class_entitled", asked.on)
        if answer.decision.covered
        else None,
    }
    if answer.person is not None:
        person = answer.person
        beside["age"], beside["age_unit"] = forms.age(person.birth_date, asked.on)
        beside["village"] = next(
            (row for row in pack.villages if row.village_code == person.village_code), None
        )
    return beside


@page(*menus.DESK, methods=("POST",), refused=_refused)
def issue(request: HttpRequest) -> HttpResponse:
    """Issue the letter whose number the form carries; sent twice, it is one letter."""
    by, today = actor(request), clock.today()
    wanted = forms.read_wanted(request.POST, today)
    asked = wanted.asked
    check_day(pack_in_force(by), on=asked.on, today=today, emergency=asked.emergency)
    answer = issue_guarantee(
        letter_no=wanted.letter_no,
        nik=asked.nik,
        kk=asked.kk,
        provider_code=by.scope,
        care=asked.care,
        diagnosis=wanted.diagnosis,
        emergency=asked.emergency,
        born_on=asked.born_on,
        papers=asked.papers,
        by=by,
        on=asked.on,
    )
    if answer.letter is not None:
        return redirect("desk-letter", letter_no=answer.letter.letter_no)
    outcome = None if answer.outcome is Outcome.NOT_COVERED else answer.outcome
    beside = {"outcome": outcome, "letter_no": wanted.letter_no}
    return _desk_page(request, answer=answer, beside=beside)


@page(*menus.DESK)
def letter_page(request: HttpRequest, letter_no: str) -> HttpResponse:
    """A letter of this hospital, to look at and print; 404 when there is none."""
    printed = _printed(actor(request), letter_no)
    context = {"printed": printed, "letter": printed.letter}
    return render(request, "desk/letter.html", context)


@page(*menus.DESK)
def letter_pdf(request: HttpRequest, letter_no: str) -> HttpResponse:
    """The letter as PDF, by the pack's template; 404 when there is none."""
    by = actor(request)
    content = letters.letter_pdf(_printed(by, letter_no), pack_in_force(by))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{letter_no}.pdf"'
    return response


def _printed(by: Actor, letter_no: str) -> letters.PrintedLetter:
    with transaction(by) as cur:
        printed = letters.printed_letter(cur, by, letter_no)
    if printed is None:
        raise Http404
    return printed


def _letters_of_today(cur: Cursor, by: Actor, today: date) -> list[dict[str, object]]:
    """Today's letters of this hospital with their patients' names (each read is logged)."""
    cards = letters.letters_of_desk(cur, by, on=today, limit=LETTERS_SHOWN)
    names = person_names(cur, by, [card.person_id for card in cards], purpose="desk_letters")
    return [{"card": card, "patient": names[card.person_id]} for card in cards]
