"""How long the office takes: claims by hospital and month of receipt against the clock."""

from __future__ import annotations

from datetime import date
from functools import cache

from multiguna.claims.queries.clocks import clock_steps, clock_values, over_sets
from multiguna.claims.rules.minutes import month_days
from multiguna.claims.terms.talking import LateRow
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.programme.queries import pack_in_force


def lateness(
    cur: Cursor,
    by: Actor,
    *,
    on: date,
    first: str,
    last: str,
    provider_code: str | None = None,
) -> list[LateRow]:
    """One row per hospital and month of receipt, from month `first` to `last` (`YYYY-MM`, both
    included), as it stands on `on`. A hospital gets its own rows. One statement, no names.

    Refuses `month_invalid`.
    """
    values = {
        "period_from": month_days(first)[0],
        "period_until": month_days(last)[1],
        "provider_code": provider_code,
        **clock_values(pack_in_force(by), on),
    }
    with over_sets(cur):
        rows = cur.execute(_statement(), values).fetchall()
    return [LateRow(*row) for row in rows]


@cache
def _statement() -> str:
    steps = clock_steps(sqlplan.load("claims", "clocked_months"))
    return sqlplan.join(steps, sqlplan.load("claims", "late_rows").select)
