"""Samples of what the rules approved: drawn by a seed, checked by people, and what they say."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from multiguna.claims.actions.sampling import check_sampled, draw_sample
from multiguna.claims.queries.sampling import sample, samples
from multiguna.claims.terms.sampling import Allocation
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.web import languages, menus
from multiguna.web.office.deciding import number_of
from multiguna.web.office.late import MONTH
from multiguna.web.pages import UNPROCESSABLE, actor, page
from multiguna.web.treasury.forms import read_amount

SIZE = 60
REFUSALS = {
    "month_wrong": Text(
        id="Bulan tidak terbaca. Pilih bulan keputusan, misalnya 2012-03.",
        en="The month cannot be read. Choose a month of decision, for example 2012-03.",
    ),
    "amount_missing": Text(
        id="Tulis jumlah yang seharusnya disetujui.", en="Write what should have been approved."
    ),
}


def _list(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    """All samples and the form to draw another."""
    by, on = actor(request), clock.today()
    with transaction(by) as cur:
        found = samples(cur, by)
    last = date(on.year - (on.month == 1), (on.month - 2) % 12 + 1, 1)
    context = {
        "samples": found,
        "allocations": [(one.value, one.label) for one in Allocation],
        "typed": request.POST,
        "month": f"{last.year}-{last.month:02}",
        "size": SIZE,
        "refused": refused,
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "office/samples.html", context, status=status)


def _one(request: HttpRequest, sample_no: int, refused: Refused | None = None) -> HttpResponse:
    """One sample: what it says, its strata, and its claims with their checks."""
    by = actor(request)
    with transaction(by) as cur:
        found = sample(cur, by, sample_no)
    context = {
        "sample": found,
        "to_check": [item for item in found.items if item.correct_idr is None],
        "done": [item for item in found.items if item.correct_idr is not None],
        "refused": refused,
        "typed": request.POST,
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "office/sample.html", context, status=status)


def _refused_one(request: HttpRequest, refused: Refused) -> HttpResponse:
    match = request.resolver_match
    assert match is not None
    if refused.code == "sample_unknown":
        return render(request, "refused.html", {"refused": refused}, status=UNPROCESSABLE)
    return _one(request, int(match.kwargs["sample_no"]), refused)


@page(*menus.CITY_OFFICE)
def listed(request: HttpRequest) -> HttpResponse:
    """The samples, the latest first."""
    return _list(request)


@page(*menus.CITY_OFFICE, methods=("POST",), refused=_list)
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a sample of a month's automatic approvals; the same wish gives the same sample."""
    form = request.POST
    month = form.get("month", "")
    if not MONTH.fullmatch(month):
        raise Refused("month_wrong", REFUSALS["month_wrong"])
    starts = date(int(month[:4]), int(month[5:]), 1)
    allocation = form.get("allocation", "")
    drawn = draw_sample(
        period_from=starts,
        period_until=date(starts.year + starts.month // 12, starts.month % 12 + 1, 1),
        size=number_of(form, "size"),
        seed=number_of(form, "seed"),
        allocation=Allocation(allocation) if allocation in list(Allocation) else Allocation.NEYMAN,
        by=actor(request),
        on=clock.today(),
    )
    return redirect("claims-samples-one", sample_no=drawn.sample_no)


@page(*menus.CITY_OFFICE, refused=_refused_one)
def one(request: HttpRequest, sample_no: int) -> HttpResponse:
    """One sample; refuses with `sample_unknown`."""
    return _one(request, sample_no)


@page(*menus.CITY_OFFICE, methods=("POST",), refused=_refused_one)
def check(request: HttpRequest, sample_no: int) -> HttpResponse:
    """Keep what a drawn claim should have been approved for."""
    form = request.POST
    correct_idr = read_amount(form.get("correct", ""))
    if correct_idr is None:
        raise Refused("amount_missing", REFUSALS["amount_missing"])
    item = check_sampled(
        sample_no=sample_no,
        claim_id=number_of(form, "claim"),
        correct_idr=correct_idr,
        reason=form.get("reason", ""),
        by=actor(request),
        on=clock.today(),
    )
    said = Text(id=f"Klaim {item.claim_no} diperiksa.", en=f"Claim {item.claim_no} is checked.")
    messages.success(request, said.in_(languages.active()))
    return redirect("claims-samples-one", sample_no=sample_no)
