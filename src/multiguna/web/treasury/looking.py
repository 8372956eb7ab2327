"""What a page of the treasury looks at: a fiscal year, now or at the end of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from multiguna.kernel import clock
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.ledger.queries import fiscal_years

NONE = "-"
"""In an address: what stands on no hospital, no kelurahan."""


@dataclass(frozen=True, slots=True)
class Looking:
    """A fiscal year as it stands now (`on` is None) or as it stood at the end of a day."""

    year: int
    on: date | None
    today: date
    years: tuple[int, ...]

    @property
    def day(self) -> date:
        """The day at whose end the figures stand."""
        return self.on or self.today

    @property
    def last_day(self) -> date:
        """The same day, or the year's last one when the year is over."""
        return min(self.day, date(self.year, 12, 31))

    @property
    def query(self) -> dict[str, str]:
        """The same view in an address."""
        asked = {"year": str(self.year)}
        return asked | ({"on": self.on.isoformat()} if self.on else {})

    def link(self, address: str, **filters: str | None) -> str:
        """An address of the treasury with this view and filters (None: not filtered)."""
        given = {name: value for name, value in filters.items() if value is not None}
        return f"{reverse(address)}?{urlencode(self.query | given)}"

    def link_to(self, address: str, name: str, **filters: str) -> str:
        """The address of a named part of the treasury with this view."""
        return f"{reverse(address, args=[name])}?{urlencode(self.query | filters)}"

    def rows(self, balance: str | None = None, **filters: str | None) -> str:
        """The entries behind a figure."""
        return self.link("treasury-rows", balance=balance, **filters)


def looking(request: HttpRequest, cursor: Cursor, by: Actor) -> Looking:
    """What a request asks for; what makes no sense falls back to this year and now.

    A day chooses its year; a year alone that is over stands as it is now.
    """
    today, years = clock.today(), fiscal_years(cursor, by)
    on = read_day(request.GET.get("on", ""))
    on = on if on is not None and on < today else None
    asked = request.GET.get("year", "")
    if asked.isdecimal() and len(asked) == 4 and int(asked) in years:
        year = int(asked)
    else:
        year = _usual_year(years, on or today)
    return Looking(year, on, today, tuple(years))


def read_day(text: str) -> date | None:
    """A day as forms write it, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _usual_year(years: Sequence[int], on: date) -> int:
    """The year of a day, else the latest year with a budget."""
    return on.year if on.year in years or not years else years[0]
