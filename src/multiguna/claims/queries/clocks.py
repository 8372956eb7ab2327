"""Clocks as SQL steps, and the clock of one claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache

from psycopg.types.json import Jsonb

from multiguna.claims.rules.clocks import decide_days
from multiguna.claims.terms.talking import Clock, ClockState
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.sqlplan import Step
from multiguna.kernel.terms import Actor
from multiguna.programme.queries import pack_in_force
from multiguna.programme.terms import Pack

STEPS = ("decide_days", "stops", "pauses", "clocks")
ONE = Step(
    "clocked",
    {},
    "SELECT claim_id, received_on FROM claims_claim "
    "WHERE region = %(region)s AND claim_id = %(claim_id)s",
)
COLUMNS = "started_on, due, paused_days, state, days_left, stopped_on, unanswered"


def clock(cur: Cursor, by: Actor, claim_id: int, *, on: date) -> Clock | None:
    """How the clock of a claim stands on a day; None when there is no such claim for `by`.

    Nobody's record is read: a clock has dates alone.
    """
    values = {"region": by.region, "claim_id": claim_id, **clock_values(pack_in_force(by), on)}
    row = cur.execute(_one(), values).fetchone()
    return None if row is None else read_clock(row)


def clock_steps(clocked: Step) -> list[Step]:
    """The steps up to `clocks` for the claims that `clocked` gives (claim_id, received_on)."""
    return [
        Step("clocked", clocked.header, clocked.select),
        *(sqlplan.load("claims", name) for name in STEPS),
    ]


def clock_values(pack: Pack, on: date | None) -> dict[str, object]:
    """What those steps bind: region and day, and the pack's days to decide by days of receipt."""
    periods = [
        {
            "valid_from": starts.isoformat(),
            "valid_until": until.isoformat() if until else None,
            "days_max": days,
        }
        for starts, until, days in decide_days(pack)
    ]
    return {"region": pack.region, "on": on, "decide_days": Jsonb(periods)}


@contextmanager
def over_sets(cur: Cursor) -> Iterator[None]:
    """Run statements over whole sets without nested loops: row-level security hides from the
    planner how many rows there are, and a loop over what it takes for a handful is quadratic."""
    cur.execute("SET LOCAL enable_nestloop = off")
    yield
    cur.execute("SET LOCAL enable_nestloop = on")


def read_clock(row: Sequence[object]) -> Clock | None:
    """A clock from the columns of `COLUMNS`; None where no number of the pack held."""
    started_on, due, paused_days, state, days_left, stopped_on, unanswered = row
    if started_on is None:
        return None
    assert isinstance(started_on, date)
    assert isinstance(due, date)
    assert isinstance(paused_days, int)
    assert isinstance(days_left, int)
    assert isinstance(state, str)
    assert stopped_on is None or isinstance(stopped_on, date)
    return Clock(
        started_on, due, paused_days, ClockState(state), days_left, stopped_on, unanswered is True
    )


@cache
def _one() -> str:
    return sqlplan.join(clock_steps(ONE), f"SELECT {COLUMNS} FROM clocks")
