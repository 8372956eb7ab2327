"""The region's own books (SIPD): take in a report, see every difference, give ours in its form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.payments.actions import import_realisation
from multiguna.payments.queries import orders, realisation, sipd_csv
from multiguna.payments.terms import (
    Comparison,
    Difference,
    DifferenceKind,
    OrderCard,
    Realisation,
    StepName,
)
from multiguna.web import menus
from multiguna.web.files import file_response
from multiguna.web.pages import UNPROCESSABLE, actor, page
from multiguna.web.treasury import forms

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
KINDS = {
    DifferenceKind.AMOUNT: Text(id="Jumlah berbeda", en="Amount differs"),
    DifferenceKind.DATE: Text(id="Tanggal berbeda", en="Date differs"),
    DifferenceKind.UNKNOWN: Text(id="Tidak dikenal", en="Not known here"),
    DifferenceKind.MISSING: Text(id="Tidak ada di SIPD", en="Missing in SIPD"),
    DifferenceKind.NOT_READY: Text(id="Belum sampai SPM", en="No SPM yet"),
    DifferenceKind.RETURNED: Text(id="Dikembalikan di sini", en="Returned here"),
    DifferenceKind.DEPOSIT: Text(id="Setoran", en="Money paid in"),
    DifferenceKind.REFUSED: Text(id="Tidak dapat dicatat", en="Could not be recorded"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference with its kind in two words."""

    difference: Difference
    kind: Text


def _sipd(
    request: HttpRequest, refused: Refused | None = None, taken: Realisation | None = None
) -> HttpResponse:
    by = actor(request)
    with transaction(by) as cur:
        months = _months(orders(cur, by), clock.today())
        asked = request.GET.get("month", "")
        latest = f"{taken.months[-1]:%Y-%m}" if taken and taken.months else months[0]
        month = asked if MONTH.fullmatch(asked) else latest
        compared = realisation(cur, by, month)
    context = {
        "months": months if month in months else [month, *months],
        "month": month,
        "known": compared.known,
        "fresh": compared.new,
        "differences": _shown(compared.differences),
        "unreported": not compared.known and not compared.new and _all_missing(compared),
        "taken": taken,
        "taken_differences": _shown(taken.differences) if taken else [],
        "may_take": by.role in menus.PAYING,
        "refused": refused,
    }
    status = UNPROCESSABLE if refused else 200
    return render(request, "treasury/sipd.html", context, status=status)


@page(*menus.TREASURY)
def compared(request: HttpRequest) -> HttpResponse:
    """A month of SIPD's latest report against our orders as they are now."""
    return _sipd(request)


@page(*menus.PAYING, methods=("POST",), refused=_sipd)
def take(request: HttpRequest) -> HttpResponse:
    """Take in a report: record the SP2Ds that we lack, list every difference. Again: the same."""
    with forms.uploaded(request) as path:
        taken = import_realisation(path=path, by=actor(request), on=clock.today())
    return _sipd(request, taken=taken)


@page(*menus.TREASURY)
def ours(request: HttpRequest, month: str) -> HttpResponse:
    """Our own SP2Ds of a month in SIPD's columns; refuses with `period_invalid`."""
    by = actor(request)
    with transaction(by) as cur:
        content = sipd_csv(cur, by, month)
    return file_response(content, "text/csv; charset=utf-8", f"realisasi-{month}.csv")


def _months(cards: Sequence[OrderCard], today: date) -> list[str]:
    """The months in which any SP2D was recorded, and this one; the latest first."""
    paid = {
        f"{event.on:%Y-%m}"
        for card in cards
        for event in card.events
        if event.event == StepName.SP2D
    }
    return sorted(paid | {f"{today:%Y-%m}"}, reverse=True)


def _all_missing(compared: Comparison) -> bool:
    """Whether SIPD says nothing of the month: as long as no report of it was taken in."""
    return all(one.kind is DifferenceKind.MISSING for one in compared.differences)


def _shown(differences: Sequence[Difference]) -> list[Shown]:
    return [Shown(one, KINDS[one.kind]) for one in differences]
