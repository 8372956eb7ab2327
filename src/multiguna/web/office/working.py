"""The verifier's worklist: what is open, in the order that it is taken up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from multiguna.claims.actions import approve_clean
from multiguna.claims.queries import worklist
from multiguna.claims.terms import RULES
from multiguna.claims.terms.reviewing import BulkApproved
from multiguna.claims.terms.working import WorkFlag, WorkOrder
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.providers.queries import providers
from multiguna.web import menus, names
from multiguna.web.pages import UNPROCESSABLE, actor, page
from multiguna.web.treasury.forms import page_number

PAGE_SIZE = 40
NOTHING_CHOSEN = Text(
    id="Centang klaim yang akan disetujui.", en="Tick the claims that are to be approved."
)
ORDERS = {
    WorkOrder.AGE: Text(id="Tertua", en="Oldest"),
    WorkOrder.RISK: Text(id="Risiko", en="Risk"),
    WorkOrder.AMOUNT: Text(id="Nilai", en="Amount"),
}


def _show(
    request: HttpRequest, *, approved: BulkApproved | None = None, refused: Refused | None = None
) -> HttpResponse:
    """The worklist, with what became of a bulk approval on top."""
    by, chosen = actor(request), _chosen(request)
    number = page_number(request.GET)
    with transaction(by) as cur:
        hospitals = providers(cur, by)
        items, total = worklist(
            cur,
            by,
            on=clock.today(),
            order=WorkOrder(chosen["order"]),
            provider_code=chosen["provider"] or None,
            rule=chosen["rule"] or None,
            flags=[WorkFlag(chosen["flag"])] if chosen["flag"] else [],
            page=number,
            page_size=PAGE_SIZE,
        )
    context = {
        "items": items,
        "total": total,
        "chosen": chosen,
        "filtered": any(value for name, value in chosen.items() if name != "order"),
        "orders": [(_query(chosen, order=order), name, order == chosen["order"])
                   for order, name in ORDERS.items()],
        "flags": [(flag.value, flag.label) for flag in WorkFlag],
        "rules": names.RULE_NAMES.items(),
        "hospitals": hospitals,
        "number": number,
        "pages": max(1, -(-total // PAGE_SIZE)),
        "query_same": _query(chosen, page=str(number)),
        "query_before": _query(chosen, page=str(number - 1)),
        "query_after": _query(chosen, page=str(number + 1)),
    }  # fmt: skip
    if approved is not None:
        left = {item.row.claim_id: item.row.claim_no for item in items}
        context["left_out"] = [(one, left.get(one.claim_id, "")) for one in approved.left_out]
    context |= {"approved": approved, "refused": refused, "reason": request.POST.get("reason", "")}
    status = UNPROCESSABLE if refused else 200
    return render(request, "office/work.html", context, status=status)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return _show(request, refused=refused)


@page(*menus.VERIFYING)
def work(request: HttpRequest) -> HttpResponse:
    """The open claims by age, risk or amount, of all hospitals or one, with a chosen flag."""
    return _show(request)


@page(*menus.VERIFYING, methods=("POST",), refused=_refused)
def approve(request: HttpRequest) -> HttpResponse:
    """Approve the chosen claims that are clean; say of the others why they are left."""
    chosen = [int(text) for text in request.POST.getlist("claim") if text.isdecimal()][:PAGE_SIZE]
    if not chosen:
        raise Refused("nothing_chosen", NOTHING_CHOSEN)
    approved = approve_clean(
        claim_ids=chosen,
        reason=request.POST.get("reason", ""),
        by=actor(request),
        on=clock.today(),
    )
    return _show(request, approved=approved)


@page(*menus.VERIFYING)
def next_one(request: HttpRequest, claim_id: int) -> HttpResponse:
    """The claim that comes up after one: the first of the worklist that is not it, nor waiting."""
    by = actor(request)
    order = request.GET.get("order", "")
    with transaction(by) as cur:
        items, _ = worklist(
            cur,
            by,
            on=clock.today(),
            order=WorkOrder(order) if order in list(WorkOrder) else WorkOrder.AGE,
            page_size=PAGE_SIZE,
        )
    ids = [item.row.claim_id for item in items]
    after = ids[ids.index(claim_id) + 1 :] if claim_id in ids else ids
    if not after:
        return redirect("claims-work")
    return redirect("claims-detail", claim_id=after[0])


def _chosen(request: HttpRequest) -> dict[str, str]:
    """The order and filters, with unknown codes left out."""
    asked = request.GET
    order, rule, flag = (asked.get(name, "") for name in ("order", "rule", "flag"))
    return {
        "order": order if order in list(WorkOrder) else WorkOrder.AGE.value,
        "provider": asked.get("provider", "")[:10],
        "rule": rule if rule in RULES else "",
        "flag": flag if flag in list(WorkFlag) else "",
    }


def _query(chosen: dict[str, str], **other: str) -> str:
    """The address of the same list with another order or page."""
    return urlencode({name: value for name, value in {**chosen, **other}.items() if value})
