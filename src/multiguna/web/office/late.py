"""How the claims fared against their clocks, by month of receipt and hospital."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from multiguna.claims.queries import lateness
from multiguna.claims.terms.talking import LateRow
from multiguna.kernel import clock
from multiguna.kernel.db import transaction
from multiguna.kernel.money import quotient
from multiguna.web import menus
from multiguna.web.pages import actor, page

MONTHS_SHOWN = 6
MONTH = re.compile(r"2\d{3}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class LateMonth:
    """One month of receipt: its hospitals, the latest first, and the sums."""

    month: str
    rows: tuple[LateRow, ...]

    @property
    def received(self) -> int:
        """How many claims came."""
        return sum(row.received for row in self.rows)

    @property
    def late(self) -> int:
        """How many of them are or were late."""
        return sum(row.late for row in self.rows)

    @property
    def in_time(self) -> int:
        """How many were decided in time."""
        return sum(row.decided_in_time for row in self.rows)

    @property
    def open(self) -> int:
        """How many are not decided."""
        return sum(row.open for row in self.rows)

    @property
    def in_time_bp(self) -> int | None:
        """The share decided in time of all that are decided or late; None when there are none."""
        due = self.in_time + self.late
        return quotient(self.in_time * 10_000, due) if due else None


@page(*menus.CLAIMS)
def late(request: HttpRequest) -> HttpResponse:
    """The months asked for, the last six without a wish; a hospital sees its own rows."""
    by, on = actor(request), clock.today()
    last = _month(request.GET.get("last", "")) or f"{on.year}-{on.month:02}"
    first = _month(request.GET.get("first", "")) or _before(last, MONTHS_SHOWN - 1)
    first = min(first, last)
    with transaction(by) as cur:
        rows = lateness(cur, by, on=on, first=first, last=last)
    months = []
    for month in sorted({row.month for row in rows}, reverse=True):
        those = [row for row in rows if row.month == month]
        months.append(LateMonth(month, tuple(sorted(those, key=lambda one: -one.late))))
    context = {"months": months, "first": first, "last": last, "is_city": not by.scope}
    return render(request, "office/late.html", context)


def _month(text: str) -> str | None:
    return text if MONTH.fullmatch(text) else None


def _before(month: str, months: int) -> str:
    """The month so many months before, as `YYYY-MM`."""
    count = int(month[:4]) * 12 + int(month[5:]) - 1 - months
    return f"{count // 12}-{count % 12 + 1:02}"
