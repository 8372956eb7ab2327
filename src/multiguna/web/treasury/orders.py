"""Payment orders: the list of a month, making new ones, and their papers as files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.payments.actions import order_payments
from multiguna.payments.queries import (
    orders,
    payable,
    recoveries,
    remittance,
    remittance_csv,
    remittance_pdf,
)
from multiguna.payments.terms import OrderCard, OrderState, StepName
from multiguna.providers.queries import providers
from multiguna.web import languages, menus
from multiguna.web.files import file_response
from multiguna.web.pages import UNPROCESSABLE, actor, page
from multiguna.web.treasury import forms

AWAITING = {
    "spp": Text(id="Menunggu SPP baru", en="Awaiting a new SPP"),
    "check": Text(id="Menunggu verifikasi PPK", en="Awaiting the check"),
    "spm": Text(id="Menunggu SPM", en="Awaiting the SPM"),
    "sp2d": Text(id="Menunggu SP2D", en="Awaiting the SP2D"),
    "paid": Text(id="Dibayar", en="Paid"),
    "cancelled": Text(id="Dibatalkan", en="Cancelled"),
}
"""What an order waits for, or how it ended: the states that a list is sorted into."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many orders wait for a paper, and what they come to."""

    key: str
    name: Text
    count: int
    amount_idr: int


def _list(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    """The orders of a month, or all that wait for a paper, with the form for new ones."""
    by = actor(request)
    with transaction(by) as cur:
        cards = orders(cur, by)
        hospitals = providers(cur, by)
        open_months = payable(cur, by)
        overpaid = recoveries(cur, by, open_only=True)
    periods = sorted({card.period for card in cards}, reverse=True)
    state = request.GET.get("state", "")
    state = state if state in AWAITING else ""
    period = request.GET.get("period", "")
    if period not in periods:
        period = "" if state or not periods else periods[0]
    shown = [
        card
        for card in cards
        if (not period or card.period == period) and (not state or waits_for(card) == state)
    ]
    names = {card.provider_code: card.name for card in hospitals}
    context = {
        "orders": [(card, AWAITING[waits_for(card)], waits_for(card)) for card in shown],
        "total_idr": sum(c.amount_idr for c in shown if c.state is not OrderState.CANCELLED),
        "paid_idr": sum(card.paid_idr for card in shown),
        "periods": periods,
        "period": period,
        "state": state,
        "states": AWAITING,
        "waiting": waiting(cards),
        "payable": _payable(open_months, names),
        "payable_hospitals": sorted({(names.get(code, code), code) for _, code in open_months}),
        "overpaid": [(one, names.get(one.provider_code, one.provider_code)) for one in overpaid],
        "may_pay": by.role in menus.PAYING,
        "typed": request.POST,
        "refused": refused,
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "treasury/orders.html", context, status=status)


@page(*menus.TREASURY)
def order_list(request: HttpRequest) -> HttpResponse:
    """The payment orders of a month of care or in a state."""
    return _list(request)


@page(*menus.PAYING, methods=("POST",), refused=_list)
def make(request: HttpRequest) -> HttpResponse:
    """Make orders for a month: of one hospital or all, up to a sum each or all that is approved."""
    wanted = forms.read_new_orders(request.POST)
    made = order_payments(
        period=wanted.period,
        provider_code=wanted.provider_code,
        limit_idr=wanted.limit_idr,
        by=actor(request),
        on=clock.today(),
    )
    if not made:
        raise Refused("nothing_to_order", forms.REFUSALS["nothing_to_order"])
    said = Text(
        id=f"{len(made)} perintah pembayaran dibuat.",
        en="One payment order made." if len(made) == 1 else f"{len(made)} payment orders made.",
    )
    messages.success(request, said.in_(languages.active()))
    if len(made) == 1:
        return redirect("treasury-orders-one", order_no=made[0].order_no)
    response: HttpResponse = redirect("treasury-orders")
    response["Location"] += f"?period={wanted.period}"
    return response


@page(*menus.TREASURY)
def remittance_paper(request: HttpRequest, order_no: str) -> HttpResponse:
    """The remittance of an order as PDF; refuses with `order_unknown`."""
    by = actor(request)
    with transaction(by) as cur:
        made = remittance(cur, by, order_no)
    name = f"rincian-{order_no}.pdf"
    return file_response(remittance_pdf(by, made), "application/pdf", name, inline=True)


@page(*menus.TREASURY)
def remittance_table(request: HttpRequest, order_no: str) -> HttpResponse:
    """The remittance of an order as CSV; refuses with `order_unknown`."""
    by = actor(request)
    with transaction(by) as cur:
        made = remittance(cur, by, order_no)
    return file_response(remittance_csv(made), "text/csv; charset=utf-8", f"rincian-{order_no}.csv")


def waits_for(card: OrderCard) -> str:
    """The paper that an order waits for, or `paid` or `cancelled`."""
    if card.state is OrderState.CANCELLED:
        return "cancelled"
    return "paid" if card.next_step is None else card.next_step.value


def waiting(cards: Sequence[OrderCard]) -> list[Waiting]:
    """What waits for each paper, in the order of the papers; papers that nothing waits for too."""
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for card in cards:
        counts[waits_for(card)] += 1
        sums[waits_for(card)] += card.amount_idr - card.paid_idr
    return [
        Waiting(step.value, AWAITING[step.value], counts[step.value], sums[step.value])
        for step in StepName
        if step is not StepName.SPP or counts[step.value]
    ]


def _payable(months: Sequence[tuple[str, str]], names: dict[str, str]) -> list[tuple[str, str]]:
    """The months with something to order, each with the hospitals that wait, in words."""
    found: dict[str, list[str]] = {}
    for period, code in months:
        found.setdefault(period, []).append(names.get(code, code))
    return [(period, ", ".join(sorted(named))) for period, named in sorted(found.items())]
