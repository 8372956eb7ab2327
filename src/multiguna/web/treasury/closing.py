"""The end of a fiscal year: what stands in the way, and what was handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.ledger.actions import close_year
from multiguna.ledger.queries import stock, total, year_closing
from multiguna.ledger.terms import LineStock
from multiguna.web import languages, menus
from multiguna.web.pages import UNPROCESSABLE, actor, page
from multiguna.web.treasury import forms
from multiguna.web.treasury.looking import Looking, looking

PAY_FIRST = Text(id="Bayar atau batalkan dahulu", en="Pay or cancel first")


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that closing a year needs: whether it is so, and where to put it right."""

    name: Text
    met: bool
    detail: Text | None
    link: str


def _closing(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    by = actor(request)
    with transaction(by) as cur:
        looked = looking(request, cur, by)
        lines = stock(cur, by, year=looked.year)
        after = stock(cur, by, year=looked.year + 1)
        closing = year_closing(cur, by, year=looked.year)
    conditions = _conditions(looked, lines, after)
    closed = bool(closing.lines)
    context = {
        "looked": looked,
        "conditions": conditions,
        "whole": total(lines),
        "closing": closing,
        "closed": closed,
        "carried": looked.link("treasury-rows", kind="carry"),
        "names": {line.account_id: line.name for line in lines},
        "may_close": by.role in menus.PAYING
        and not closed
        and all(condition.met for condition in conditions),
        "refused": refused,
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "treasury/closing.html", context, status=status)


@page(*menus.TREASURY)
def closing(request: HttpRequest) -> HttpResponse:
    """What a year's closing still needs; or, once closed, its reconciliation."""
    return _closing(request)


@page(*menus.PAYING, methods=("POST",), refused=_closing)
def close(request: HttpRequest) -> HttpResponse:
    """Close a year: carry what is pending, let the rest lapse. The form must say so."""
    year = request.POST.get("year", "")
    if not request.POST.get("sure") or not (year.isdecimal() and len(year) == 4):
        raise Refused("not_sure", forms.REFUSALS["not_sure"])
    close_year(year=int(year), by=actor(request), on=clock.today())
    said = Text(id=f"Tahun {year} ditutup.", en=f"The year {year} is closed.")
    messages.success(request, said.in_(languages.active()))
    response = redirect("treasury-closing")
    response["Location"] += f"?year={year}"
    return response


def _conditions(
    looked: Looking, lines: Sequence[LineStock], after: Sequence[LineStock]
) -> list[Condition]:
    """What can be seen beforehand; the action asks again, and whether the books balance."""
    year, whole = looked.year, total(lines)
    opened = {line.line_code for line in after}
    missing = [line.line_code for line in lines if line.line_code not in opened]
    return [
        Condition(
            Text(f"31 Desember {year} sudah tiba", f"31 December {year} has come"),
            looked.today >= date(year, 12, 31),
            None,
            "",
        ),
        Condition(
            Text(
                "Tidak ada perintah pembayaran yang masih berjalan",
                "No payment order is under way",
            ),
            whole.ordered_idr == 0,
            PAY_FIRST if whole.ordered_idr else None,
            looked.rows("ordered_idr") if whole.ordered_idr else "",
        ),
        Condition(
            Text(f"Mata anggaran {year + 1} sudah dibuka", f"The lines of {year + 1} are open"),
            not missing,
            Text(f"Belum ada: {', '.join(missing)}", f"Missing: {', '.join(missing)}")
            if missing
            else None,
            "",
        ),
    ]  # fmt: skip
