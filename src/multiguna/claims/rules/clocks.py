"""The clock of a claim: when it has to be decided, and how the hospital's answers move that day.

The twin of `sql/clocks.sql`, together with `sql/pauses.sql`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from multiguna.claims.terms.talking import Clock, ClockState, Pause
from multiguna.programme.terms import Pack

ONE_DAY = timedelta(days=1)


def judge_clock(
    started_on: date,
    days_max: int,
    *,
    on: date,
    pauses: Iterable[Pause] = (),
    stopped_on: date | None = None,
) -> Clock:
    """How the clock stands on `on`: it started on the day of receipt and has `days_max` days.

    It rests from the day of a query until the day of the answer, or until the last day to answer
    has passed; days in two pauses count once, and `pauses` stand in the order of asking. A decision
    up to `on` stops it; what came after `on`, or after the stop, is not seen.

    >>> judge_clock(date(2012, 4, 1), 15, on=date(2012, 4, 20), pauses=[
    ...     Pause(date(2012, 4, 3), date(2012, 4, 10), date(2012, 4, 8))]).due
    datetime.date(2012, 4, 21)
    """
    stopped_on = stopped_on if stopped_on is not None and stopped_on <= on else None
    end = on if stopped_on is None else stopped_on
    seen = [pause for pause in pauses if pause.asked_on <= end]
    paused_days = _days(_rest(pause, end) for pause in seen)
    due = started_on + timedelta(days=days_max + paused_days)
    days_left = (due - end).days
    state = ClockState.RUNNING if days_left >= 0 else ClockState.LATE
    if stopped_on is not None:
        state = ClockState.STOPPED
    elif any(_is_awaited(pause, on) for pause in seen):
        state = ClockState.PAUSED
    ran_out = bool(seen) and stopped_on is None and _ran_out(seen[-1], on)
    return Clock(started_on, due, paused_days, state, days_left, stopped_on, ran_out)


def judge_appeal_clock(
    filed_on: date,
    decide_by: date | None,
    *,
    on: date,
    pauses: Iterable[Pause] = (),
    ruled_on: date | None = None,
) -> Clock | None:
    """The clock of an appeal: from the day it was filed to the last day to decide it.

    Queries from that day on rest it as they rest the claim's own. None without a last day.
    """
    if decide_by is None:
        return None
    days_max = (decide_by - filed_on).days
    since = [pause for pause in pauses if pause.asked_on >= filed_on]
    return judge_clock(filed_on, days_max, on=on, pauses=since, stopped_on=ruled_on)


def _rest(pause: Pause, end: date) -> tuple[date, date]:
    """The days [from, until) in which the clock rests for a query, as seen at the end."""
    until = min(end, pause.answer_by + ONE_DAY)
    if pause.answered_on is not None:
        until = min(until, pause.answered_on)
    return pause.asked_on, until


def _days(periods: Iterable[tuple[date, date]]) -> int:
    """How many days lie in any of the periods."""
    total, reached = 0, date.min
    for starts, until in sorted(periods):
        starts = max(starts, reached)
        if until > starts:
            total += (until - starts).days
            reached = until
    return total


def _answered(pause: Pause, on: date) -> bool:
    return pause.answered_on is not None and pause.answered_on <= on


def _is_awaited(pause: Pause, on: date) -> bool:
    return not _answered(pause, on) and on <= pause.answer_by


def _ran_out(pause: Pause, on: date) -> bool:
    return not _answered(pause, on) and on > pause.answer_by


def decide_days(pack: Pack) -> tuple[tuple[date, date | None, int], ...]:
    """The pack's days to decide a claim as periods [from, until) of days of receipt."""
    return tuple(
        (value.starts, value.until, value.value)
        for parameter in pack.parameters
        if parameter.name == "decide_days_max"
        for value in parameter.values
        if isinstance(value.value, int)
    )
