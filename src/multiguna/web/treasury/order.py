"""One payment order: its papers, lines and claims, and the next legal step as a form.

Who may not take the step is told so before the click, by the same rule that the action asks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from multiguna.kernel import clock
from multiguna.kernel.db import Cursor, transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Text
from multiguna.payments.actions import cancel_order, record_step, return_step
from multiguna.payments.queries import (
    deciders,
    order_card,
    order_lines,
    payable_part,
    remittance,
)
from multiguna.payments.rules import check_duties_apart, judge_cancel, judge_return
from multiguna.payments.terms import (
    STEP_TITLES,
    OrderCard,
    OrderEvent,
    OrderState,
    RemittanceClaim,
    StepName,
)
from multiguna.web import languages, menus
from multiguna.web.pages import UNPROCESSABLE, actor, page
from multiguna.web.treasury import forms

CLAIMS_SHOWN = 50
DUTIES = {
    StepName.SPP: Text(id="Bendahara", en="Treasurer"),
    StepName.CHECK: Text(id="PPK-SKPD", en="PPK-SKPD (finance verifier)"),
    StepName.SPM: Text(id="Kuasa pengguna anggaran", en="Budget user (KPA)"),
    StepName.SP2D: Text(id="Kuasa BUD", en="Regional treasury (BUD)"),
}
"""Whose work each paper is."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A place in the row of four papers: recorded, due now, or still to come."""

    step: StepName
    title: Text
    duty: Text
    recorded: tuple[OrderEvent, ...]
    due: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What an SP2D can pay: the sum and the number of claims that fit."""

    amount_idr: int
    claims: int


def _one(request: HttpRequest, order_no: str, refused: Refused | None = None) -> HttpResponse:
    """The page of an order, with what went wrong on top."""
    by = actor(request)
    limit_idr = forms.typed_amount(request.GET.get("limit", ""))
    with transaction(by) as cur:
        order = order_card(cur, by, order_no)
        made = remittance(cur, by, order_no)
        lines = order_lines(cur, by, order_no)
        hindered = _hindered(cur, by, order)
        part = None
        if order.next_step is StepName.SP2D and order.step(StepName.SPM):
            part = _part(cur, by, order, limit_idr)
    paying = by.role in menus.PAYING
    claims = list(made.claims)
    number = min(forms.page_number(request.GET), max(1, -(-len(claims) // CLAIMS_SHOWN)))
    rest_idr = order.amount_idr - order.paid_idr
    context = {
        "order": order,
        "papers": _papers(order),
        "events": list(reversed(order.events)),
        "voided": {event.voids for event in order.events if event.voids},
        "lines": lines,
        "rest_idr": rest_idr,
        "next": STEP_TITLES[order.next_step] if order.next_step else None,
        "duty": DUTIES[order.next_step] if order.next_step else None,
        "hindered": hindered,
        "may_step": paying and order.next_step is not None and not hindered,
        "may_return": paying and _possible(lambda: judge_return(order, ".", clock.today())),
        "may_cancel": paying and _possible(lambda: judge_cancel(order, ".", clock.today())),
        "returns": order.live[-1] if order.live else None,
        "part": part,
        "limit": limit_idr,
        "short": part is not None and limit_idr is None and part.amount_idr < rest_idr,
        "claims": _page_of(claims, number),
        "claims_total": len(claims),
        "number": number,
        "pages": max(1, -(-len(claims) // CLAIMS_SHOWN)),
        "typed": request.POST,
        "refused": refused,
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "treasury/order.html", context, status=status)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    match = request.resolver_match
    assert match is not None
    if refused.code == "order_unknown":
        return render(request, "refused.html", {"refused": refused}, status=UNPROCESSABLE)
    return _one(request, str(match.kwargs["order_no"]), refused)


@page(*menus.TREASURY)
def one(request: HttpRequest, order_no: str) -> HttpResponse:
    """One order; refuses with `order_unknown`."""
    return _one(request, order_no)


@page(*menus.PAYING, methods=("POST",), refused=_refused)
def step(request: HttpRequest, order_no: str) -> HttpResponse:
    """Record the next paper of an order, an SP2D for all that is left or for a part."""
    typed = forms.read_step(request.POST, clock.today())
    card = record_step(
        order_no=order_no,
        step=typed.step,
        document_no=typed.document_no,
        amount_idr=typed.amount_idr,
        by=actor(request),
        on=typed.on,
    )
    said = Text(
        id=f"{typed.step.upper()} {typed.document_no} dicatat. {card.state.label.id}.",
        en=f"{typed.step.upper()} {typed.document_no} recorded. {card.state.label.en}.",
    )
    return _done(request, order_no, said)


@page(*menus.PAYING, methods=("POST",), refused=_refused)
def give_back(request: HttpRequest, order_no: str) -> HttpResponse:
    """Return the latest paper of an order with a reason."""
    reason = request.POST.get("reason", "")
    return_step(order_no=order_no, reason=reason, by=actor(request), on=clock.today())
    said = Text(id="Pengembalian dicatat.", en="The return is recorded.")
    return _done(request, order_no, said)


@page(*menus.PAYING, methods=("POST",), refused=_refused)
def cancel(request: HttpRequest, order_no: str) -> HttpResponse:
    """Cancel an order with a reason; its claims may be ordered again."""
    reason = request.POST.get("reason", "")
    cancel_order(order_no=order_no, reason=reason, by=actor(request), on=clock.today())
    said = Text(
        id="Perintah dibatalkan; klaimnya dapat diperintahkan lagi.",
        en="The order is cancelled; its claims may be ordered again.",
    )
    return _done(request, order_no, said)


def _done(request: HttpRequest, order_no: str, said: Text) -> HttpResponse:
    messages.success(request, said.in_(languages.active()))
    return redirect("treasury-orders-one", order_no=order_no)


def _hindered(cur: Cursor, by: Actor, order: OrderCard) -> bool:
    """Whether this user recorded another step or decided a claim, and may not take the next."""
    if order.next_step is None or by.role not in menus.PAYING:
        return False
    try:
        check_duties_apart(order, order.next_step, by, deciders(cur, by, order.order_no))
    except Refused:
        return True
    return False


def _part(cur: Cursor, by: Actor, order: OrderCard, limit_idr: int | None) -> Part:
    amount_idr, claims = payable_part(cur, by, order.order_no, limit_idr)
    return Part(amount_idr, len(claims))


def _papers(order: OrderCard) -> list[Paper]:
    live = order.live if order.state is not OrderState.CANCELLED else ()
    return [
        Paper(
            step=name,
            title=STEP_TITLES[name],
            duty=DUTIES[name],
            recorded=tuple(event for event in live if event.event == name),
            due=name is order.next_step,
        )
        for name in StepName
    ]


def _possible(judge: Callable[[], object]) -> bool:
    try:
        return judge() not in (None, False)
    except Refused:
        return False


def _page_of(claims: list[RemittanceClaim], number: int) -> list[RemittanceClaim]:
    return claims[(number - 1) * CLAIMS_SHOWN : number * CLAIMS_SHOWN]
