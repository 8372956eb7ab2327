"""Whether the registry agrees with itself."""

from __future__ import annotations

from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.registry import plan


def registry_gaps(cursor: Cursor, by: Actor) -> list[str]:
    """Kinds of disagreement with how many persons each has, as `code: persons`; none is health.

    Death or residence before birth, another payer that the latest JKN rows do not say, a past
    without a person, and a past from before its person was known.
    """
    rows = cursor.execute(plan.statement("gaps"), {"region": by.region}).fetchall()
    return [f"{code}: {persons}" for code, persons in rows]
