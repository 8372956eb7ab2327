"""Reads of JKN membership."""

from __future__ import annotations

from datetime import date

from multiguna.audit.actions import record_access
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.registry import plan
from multiguna.registry.rules import masked
from multiguna.registry.terms import MemberQuestion, QuestionCode

ACTIVE_ON = """
SELECT count(*) FROM registry_person WHERE region = %s AND other_payer @> %s::date
"""


def active_members(cursor: Cursor, by: Actor, *, on: date) -> int:
    """How many registered persons another payer covers on a day."""
    row = cursor.execute(ACTIVE_ON, [by.region, on]).fetchone()
    assert row is not None
    return int(row[0])


def regional_members(cursor: Cursor, by: Actor, *, on: date) -> tuple[MemberQuestion, ...]:
    """Members whose contribution the region pays on a day and should look at, with the question.

    Dead, not resident, active in another segment too, or with a card that others have as well.
    Leaves a line in the access log for each person named.
    """
    statement = plan.statement("regional_members")
    rows = cursor.execute(statement, {"region": by.region, "on": on}).fetchall()
    if rows:
        persons = sorted({row[0] for row in rows})
        record_access(cursor, person_ids=persons, purpose="contributions", by=by)
    return tuple(
        MemberQuestion(person_id, masked(nik), f"•••••••••{card[-4:]}", QuestionCode(code), since)
        for person_id, nik, card, code, since in rows
    )
