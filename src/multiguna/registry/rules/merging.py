"""What is known of those who are one person: the plain twin of `sql/merged_facts.sql`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from multiguna.programme.terms import Period
from multiguna.registry.terms.merging import KnownFacts


def known_together(kept: KnownFacts, absorbed: Sequence[KnownFacts]) -> KnownFacts:
    """The periods of all together; birth and death of the one kept, else the earliest death."""
    everyone = (kept, *absorbed)
    deaths = [one.died_on for one in absorbed if one.died_on is not None]
    return KnownFacts(
        birth_date=kept.birth_date,
        died_on=kept.died_on or min(deaths, default=None),
        residency=union(part for one in everyone for part in one.residency),
        poor=union(part for one in everyone for part in one.poor),
        near_poor=union(part for one in everyone for part in one.near_poor),
        other_payer=union(part for one in everyone for part in one.other_payer),
    )


def union(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Half-open periods as a multirange keeps them: sorted, those that overlap or touch as one.

    >>> from datetime import date
    >>> year = Period(date(2011, 1, 1), date(2012, 1, 1))
    >>> union([Period(date(2012, 1, 1), None), year]) == (Period(date(2011, 1, 1), None),)
    True
    """
    joined: list[Period] = []
    for part in sorted(periods, key=lambda one: one.starts):
        last = joined[-1] if joined else None
        if last is None or (last.until is not None and last.until < part.starts):
            joined.append(part)
        elif last.until is not None and (part.until is None or part.until > last.until):
            joined[-1] = Period(last.starts, part.until)
    return tuple(joined)
