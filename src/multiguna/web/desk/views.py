"""The hospital desk: a NIK in, the decision at once, and the letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from multiguna.coverage.actions import check_coverage
from multiguna.coverage.terms import CoverageAnswer
from multiguna.guarantees import queries as letters
from multiguna.guarantees.actions import issue_guarantee
from multiguna.guarantees.actions.guests import issue_for_guest
from multiguna.guarantees.rules.letters import check_day
from multiguna.guarantees.terms import GuaranteeAnswer, Outcome
from multiguna.kernel import clock
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.programme.queries import pack_in_force
from multiguna.programme.rules.choosing import number_on
from multiguna.providers.queries import guest_actor, partners, provider
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
    context["guest_regions"] = _guest_regions(by, today)
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
    asked = forms.read_asked(request.POST, clock.today())
    by = _acting(request, asked.on)
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
    asked, home_region = wanted.asked, _home_region(request)
    law = pack_in_force(_acting(request, asked.on))
    check_day(law, on=asked.on, today=today, emergency=asked.emergency)
    issued: Callable[..., GuaranteeAnswer] = partial(issue_guarantee, provider_code=by.scope)
    if home_region:
        issued = partial(issue_for_guest, home_region=home_region)
    answer = issued(
        letter_no=wanted.letter_no,
        nik=asked.nik,
        kk=asked.kk,
        care=asked.care,
        diagnosis=wanted.diagnosis,
        emergency=asked.emergency,
        born_on=asked.born_on,
        papers=asked.papers,
        by=by,
        on=asked.on,
    )
    if answer.letter is not None and home_region:
        return redirect("desk-guest-letter", home_region, answer.letter.letter_no)
    if answer.letter is not None:
        return redirect("desk-letter", letter_no=answer.letter.letter_no)
    outcome = None if answer.outcome is Outcome.NOT_COVERED else answer.outcome
    beside = {"outcome": outcome, "letter_no": wanted.letter_no}
    return _desk_page(request, answer=answer, beside=beside)


@page(*menus.DESK)
def letter_page(request: HttpRequest, letter_no: str) -> HttpResponse:
    """A letter of this hospital, to look at and print; 404 when there is none."""
    return _letter(request, actor(request), letter_no, reverse("desk-letter-pdf", args=[letter_no]))


@page(*menus.DESK)
def guest_letter(request: HttpRequest, home_region: str, letter_no: str) -> HttpResponse:
    """A letter that another region gave its resident at this hospital; 404 when there is none."""
    guest, _ = guest_actor(actor(request), home_region, on=clock.today())
    paper = reverse("desk-guest-letter-pdf", args=[home_region, letter_no])
    return _letter(request, guest, letter_no, paper)


def _letter(request: HttpRequest, by: Actor, letter_no: str, paper: str) -> HttpResponse:
    printed = _printed(by, letter_no)
    context = {"printed": printed, "letter": printed.letter, "paper": paper}
    return render(request, "desk/letter.html", context)


@page(*menus.DESK)
def letter_pdf(request: HttpRequest, letter_no: str) -> HttpResponse:
    """The letter as PDF, by the pack's template; 404 when there is none."""
    return _pdf(actor(request), letter_no)


@page(*menus.DESK)
def guest_letter_pdf(request: HttpRequest, home_region: str, letter_no: str) -> HttpResponse:
    """A guest's letter as PDF, by the template of the guest's region."""
    guest, _ = guest_actor(actor(request), home_region, on=clock.today())
    return _pdf(guest, letter_no)


def _pdf(by: Actor, letter_no: str) -> HttpResponse:
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


def _home_region(request: HttpRequest) -> str:
    """The patient's region where it is another one than the desk's; empty for our own residents."""
    said = request.POST.get("home_region", "")
    return "" if said == actor(request).region else said


def _acting(request: HttpRequest, on: date) -> Actor:
    """Who asks: the clerk, or for a guest the clerk as the guest's region knows her."""
    home_region = _home_region(request)
    if not home_region:
        return actor(request)
    return guest_actor(actor(request), home_region, on=on)[0]


def _guest_regions(by: Actor, today: date) -> list[str]:
    """The regions whose residents are treated here under an agreement that holds today."""
    return [one.ours.partner_region for one in partners(by, on=today) if one.in_force]
