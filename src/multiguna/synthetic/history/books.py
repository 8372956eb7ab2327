"""The books of a replay, looked at on every day: no rupiah in two places, and none in no place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from multiguna.kernel.db import transaction
from multiguna.kernel.terms import system
from multiguna.ledger.queries import day_ends, stock, total
from multiguna.ledger.terms import BALANCES, LineStock
from multiguna.synthetic.history.published import History


@dataclass
class Books:
    """The books at the end of every day, all years together, and the days they were not sound."""

    region: str
    history: History
    kept: dict[date, LineStock] = field(default_factory=dict)
    broken: list[date] = field(default_factory=list)

    def look(self, day: date) -> None:
        """Look at the books at a day's end.

        A day is broken when a line's stored balances are not the fold of its entries, or when
        what is used and available is not what is appropriated and owed beyond it.
        """
        by, lines, sound = system(self.region), [], True
        with transaction(by) as cursor:
            for year in range(self.history.starts.year, day.year + 1):
                now = stock(cursor, by, year=year)
                sound = sound and now == stock(cursor, by, year=year, on=day)
                lines += now
        self.kept[day] = total(lines)
        if not sound or not all(in_order(line) for line in lines):
            self.broken.append(day)

    def compare_with_later(self) -> None:
        """Read every day again, now that all is over: the past must not have moved."""
        by, sums = system(self.region), dict.fromkeys(BALANCES, 0)
        moved: dict[date, list[dict[str, int]]] = {}
        with transaction(by) as cursor:
            for year in self.history.years:
                before = dict.fromkeys(BALANCES, 0)
                for end in day_ends(cursor, by, year=year):
                    now = {name: getattr(end, name) for name in BALANCES}
                    change = {name: now[name] - before[name] for name in BALANCES}
                    moved.setdefault(end.on, []).append(change)
                    before = now
        for day in self.history.days:
            for change in moved.get(day, ()):
                sums = {name: sums[name] + change[name] for name in BALANCES}
            kept = self.kept.get(day)
            if kept is None or any(getattr(kept, name) != sums[name] for name in BALANCES):
                self.broken.append(day)


def in_order(line: LineStock) -> bool:
    """Whether a line's balances fit each other: nothing below zero, nothing out of its limits."""
    return (
        min(getattr(line, name) for name in BALANCES) >= 0
        and line.paid_idr <= line.released_idr <= line.appropriation_idr
        and line.arrears_idr == max(0, line.used_idr - line.appropriation_idr)
        and line.available_idr == max(0, line.appropriation_idr - line.used_idr)
    )
