"""What a verifier does with a claim: decide by line, be the second to say so, ask the hospital."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from multiguna.claims.actions import (
    ask_hospital,
    confirm,
    decide,
    decide_appeal,
    disagree,
    withdraw,
)
from multiguna.claims.terms.deciding import Outcome
from multiguna.claims.terms.reviewing import LineDecision, Reviewed, Verdict
from multiguna.kernel import clock
from multiguna.kernel.errors import Refused
from multiguna.kernel.money import rupiah
from multiguna.kernel.terms import Text
from multiguna.web import languages, menus
from multiguna.web.names import OUTCOMES
from multiguna.web.office.desk import refused_at
from multiguna.web.pages import actor, page
from multiguna.web.treasury.forms import read_amount

LINES_MAX = 50


@page(*menus.VERIFYING, methods=("POST",), refused=refused_at)
def take(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Decide the claim as the form says; above the pack's amount it becomes a proposal."""
    form = request.POST
    rejected = form.get("act") == "reject"
    done = decide(
        claim_id=claim_id,
        expected_version=number_of(form, "version"),
        lines=() if rejected else read_lines(form),
        outcome=Outcome.REJECTED if rejected else None,
        reason=form.get("reason", ""),
        by=actor(request),
        on=clock.today(),
    )
    return _after(request, claim_id, _said(done))


@page(*menus.VERIFYING, methods=("POST",), refused=refused_at)
def second(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Say yes or no to another verifier's proposal, or take back the own one."""
    form, by, on = request.POST, actor(request), clock.today()
    attempt, act = number_of(form, "attempt"), form.get("act", "")
    if act == "confirm":
        return _after(
            request, claim_id, _said(confirm(claim_id=claim_id, attempt=attempt, by=by, on=on))
        )
    end = withdraw if act == "withdraw" else disagree
    end(claim_id=claim_id, attempt=attempt, reason=form.get("reason", ""), by=by, on=on)
    said = Text(
        id="Usulan berakhir; klaim terbuka lagi untuk diputus.",
        en="The proposal has ended; the claim is open to be decided again.",
    )
    return _after(request, claim_id, said)


@page(*menus.VERIFYING, methods=("POST",), refused=refused_at)
def rule(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Grant the claim's open appeal by these lines, or uphold the decision."""
    form = request.POST
    verdict = Verdict.GRANTED if form.get("act") == "granted" else Verdict.UPHELD
    done = decide_appeal(
        appeal_no=number_of(form, "appeal"),
        verdict=verdict,
        lines=read_lines(form) if verdict is Verdict.GRANTED else (),
        reason=form.get("reason", ""),
        by=actor(request),
        on=clock.today(),
    )
    if done.ruling is None:
        said = Text(
            id="Pengabulan diusulkan. Menunggu pendapat kedua.",
            en="The grant is proposed. It waits for a second opinion.",
        )
        return _after(request, claim_id, said)
    return _after(request, claim_id, done.ruling.verdict.label)


@page(*menus.VERIFYING, methods=("POST",), refused=refused_at)
def ask(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Ask the hospital; the clock rests until it answers."""
    asked = ask_hospital(
        claim_id=claim_id, text=request.POST.get("text", ""), by=actor(request), on=clock.today()
    )
    said = Text(
        id=f"Pertanyaan terkirim. Rumah sakit boleh menjawab sampai {asked.answer_by}.",
        en=f"The query is sent. The hospital may answer until {asked.answer_by}.",
    )
    return _after(request, claim_id, said)


def read_lines(form: Mapping[str, str]) -> tuple[LineDecision, ...]:
    """The lines as typed: `approved-1` is what is approved of line 1, `why-1` the reason.

    Refuses `amount_wrong`.
    """
    lines = []
    for line_no in range(1, LINES_MAX + 1):
        amount_idr = read_amount(form.get(f"approved-{line_no}", ""))
        if amount_idr is not None:
            lines.append(LineDecision(line_no, amount_idr, form.get(f"why-{line_no}", "").strip()))
    return tuple(lines)


def number_of(form: Mapping[str, str], name: str) -> int:
    """A number that the form itself carries; refuses `form_old`."""
    text = form.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Refused(
            "form_old",
            Text(
                id="Formulir ini tidak lengkap. Muat ulang halaman klaim.",
                en="This form is not complete. Reload the claim's page.",
            ),
        )
    return int(text)


def _said(done: Reviewed) -> Text:
    outcome, amount = OUTCOMES[done.outcome.value], rupiah(done.approved_idr)
    if not done.holds:
        return Text(
            id=f"Diusulkan: {outcome.id}, {amount}. Menunggu pendapat kedua.",
            en=f"Proposed: {outcome.en}, {amount}. It waits for a second opinion.",
        )
    return Text(
        id=f"Diputus: {outcome.id}, {amount}. Catatan {done.record_id}.",
        en=f"Decided: {outcome.en}, {amount}. Record {done.record_id}.",
    )


def _after(request: HttpRequest, claim_id: int, said: Text) -> HttpResponse:
    messages.success(request, said.in_(languages.active()))
    return redirect("claims-detail", claim_id=claim_id)
