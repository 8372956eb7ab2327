"""What the registry knew of a person at an instant, whatever it says today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from psycopg.rows import TupleRow
from psycopg.types.range import Range

from multiguna.audit.actions import record_access
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.programme.terms import Period
from multiguna.registry import plan
from multiguna.registry.rules import held_same, known_together, masked
from multiguna.registry.terms import KnownFacts, PersonAsKnown, PersonCard


def person_as_known(
    cursor: Cursor,
    by: Actor,
    *,
    nik: int,
    valid_on: date,
    known_at: datetime,
    purpose: str = "past knowledge",
) -> PersonAsKnown | None:
    """Who held a NIK as known at an instant, and what was known of the day `valid_on`; or None.

    Corrections, update files, imports and merges recorded later are not seen, nor is a person who
    was recorded later. A statement counts from when it was recorded, which within a long import is
    a moment before others could read it. Leaves a line in the access log.
    """
    values: dict[str, object] = {"region": by.region, "nik": nik, "known_at": known_at}
    holders = [row[0] for row in cursor.execute(plan.statement("known_holders"), values)]
    rows = _versions(cursor, values, holders)
    row = next((row for row in rows.values() if row[1] == nik), None)
    if row is None:
        return None
    person_id, own_nik, kk, *rest = row[:9]
    record_access(cursor, person_ids=[person_id], purpose=purpose, by=by)
    merges = cursor.execute(plan.statement("known_merges"), values).fetchall()
    kept, absorbed = held_same(merges, person_id)
    facts = _facts(row)
    if absorbed:
        rows |= _versions(cursor, values, [kept, *absorbed])
        facts = known_together(_facts(rows[kept]), [_facts(rows[one]) for one in absorbed])
    return PersonAsKnown(
        person_id=kept,
        kk=kk,
        card=PersonCard(person_id, masked(own_nik), masked(kk), *rest),
        facts=facts,
        valid_on=valid_on,
        known_at=known_at,
        known_from=row[13],
        known_until=row[14],
    )


def _versions(
    cursor: Cursor, values: dict[str, object], person_ids: list[int]
) -> dict[int, TupleRow]:
    found = cursor.execute(plan.statement("known_versions"), {**values, "person_ids": person_ids})
    return {row[0]: row for row in found.fetchall()}


def _facts(row: TupleRow) -> KnownFacts:
    return KnownFacts(row[5], row[8], *(_periods(value) for value in row[9:13]))


def _periods(value: Iterable[Range[date]]) -> tuple[Period, ...]:
    """A multirange of dates as half-open periods; a period of the registry has a first day."""
    return tuple(Period(part.lower, part.upper) for part in value if part.lower is not None)
