"""The treasury: the stock of the budget as figures and one chart, and the payment orders."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.ledger.queries import fiscal_years, month_ends, stock, total
from multiguna.payments.queries import orders, remittance, remittance_csv, remittance_pdf
from multiguna.payments.terms import StepName
from multiguna.web import menus
from multiguna.web.pages import actor, page
from multiguna.web.treasury.chart import LAYERS, draw


@page(*menus.TREASURY)
def treasury(request: HttpRequest) -> HttpResponse:
    """One fiscal year: figures, equation, chart, budget lines and a month's payment orders."""
    by, today = actor(request), clock.today()
    with transaction(by) as cur:
        years = fiscal_years(cur, by)
        year = _chosen_year(request, years, today)
        lines = stock(cur, by, year=year)
        months = month_ends(cur, by, year=year)
        all_orders = [card for card in orders(cur, by) if card.period.startswith(f"{year}-")]
    periods = sorted({card.period for card in all_orders}, reverse=True)
    period = request.GET.get("period", "")
    period = period if period in periods else (periods[0] if periods else "")
    shown = [card for card in all_orders if card.period == period]
    whole = total(lines)
    last_month = 12 if year < today.year else today.month
    context = {
        "years": years,
        "year": year,
        "lines": lines,
        "whole": whole,
        "balanced": whole.available_idr >= 0 and whole.appropriation_idr >= whole.released_idr,
        "left": whole.appropriation_idr + whole.arrears_idr,
        "right": whole.available_idr + whole.used_idr,
        "chart": draw(year, months, last_month=last_month),
        "layers": LAYERS,
        "periods": periods,
        "period": period,
        "orders": shown,
        "orders_total_idr": sum(card.amount_idr for card in shown),
        "steps": list(StepName),
    }
    return render(request, "treasury/treasury.html", context)


@page(*menus.TREASURY)
def remittance_paper(request: HttpRequest, order_no: str) -> HttpResponse:
    """The remittance of an order as PDF; refuses with `order_unknown`."""
    by = actor(request)
    with transaction(by) as cur:
        made = remittance(cur, by, order_no)
    return _file(remittance_pdf(by, made), "application/pdf", f"{order_no}.pdf", inline=True)


@page(*menus.TREASURY)
def remittance_table(request: HttpRequest, order_no: str) -> HttpResponse:
    """The remittance of an order as CSV; refuses with `order_unknown`."""
    by = actor(request)
    with transaction(by) as cur:
        made = remittance(cur, by, order_no)
    return _file(remittance_csv(made), "text/csv; charset=utf-8", f"{order_no}.csv", inline=False)


def _chosen_year(request: HttpRequest, years: list[int], today: date) -> int:
    """The year asked for, else this year, else the latest year with a budget."""
    asked = request.GET.get("year", "")
    if asked.isdigit() and int(asked) in years:
        return int(asked)
    return today.year if today.year in years or not years else years[0]


def _file(content: bytes, kind: str, name: str, *, inline: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    placing = "inline" if inline else "attachment"
    plain = "".join(c if c.isalnum() or c in "-._" else "-" for c in name)
    response["Content-Disposition"] = f'{placing}; filename="{plain}"'
    return response
