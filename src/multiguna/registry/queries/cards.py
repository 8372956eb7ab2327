"""Reads of the registry. Whoever reads a person's card leaves a line in the access log."""

from __future__ import annotations

from collections.abc import Sequence

from multiguna.audit.actions import record_access
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.registry.rules import masked
from multiguna.registry.terms import PersonCard

CARD = """
SELECT person_id, nik, kk, name, sex, birth_date, village_code, address, died_on
FROM registry_person WHERE region = %s AND {} = %s
"""


def person_by_nik(cursor: Cursor, by: Actor, nik: int, *, purpose: str) -> PersonCard | None:
    """The card of the person with this NIK, or None."""
    return _card(cursor, by, CARD.format("nik"), nik, purpose)


def person_by_id(cursor: Cursor, by: Actor, person_id: int, *, purpose: str) -> PersonCard | None:
    """The card of a person by number, or None."""
    return _card(cursor, by, CARD.format("person_id"), person_id, purpose)


def person_names(
    cursor: Cursor, by: Actor, person_ids: Sequence[int], *, purpose: str
) -> dict[int, str]:
    """The names of several persons."""
    rows = cursor.execute(
        "SELECT person_id, name FROM registry_person WHERE region = %s AND person_id = ANY(%s)",
        [by.region, list(person_ids)],
    ).fetchall()
    if rows:
        record_access(cursor, person_ids=[row[0] for row in rows], purpose=purpose, by=by)
    return dict(rows)


def resident_count(cursor: Cursor, by: Actor) -> int:
    """How many persons the registry holds."""
    row = cursor.execute(
        "SELECT count(*) FROM registry_person WHERE region = %s", [by.region]
    ).fetchone()
    assert row is not None
    return int(row[0])


def _card(cursor: Cursor, by: Actor, statement: str, key: int, purpose: str) -> PersonCard | None:
    row = cursor.execute(statement, [by.region, key]).fetchone()
    if row is None:
        return None
    record_access(cursor, person_ids=[row[0]], purpose=purpose, by=by)
    person_id, nik, kk, *rest = row
    return PersonCard(person_id, masked(nik), masked(kk), *rest)
