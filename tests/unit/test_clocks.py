"""The clock of a claim, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from multiguna.claims.rules.clocks import judge_clock
from multiguna.claims.terms.talking import Clock, ClockState, Pause

START = date(2012, 2, 20)
DAYS = 15


def after(days: int) -> date:
    return START + timedelta(days=days)


def on(days: int, *pauses: Pause, stopped: int | None = None) -> Clock:
    stopped_on = None if stopped is None else after(stopped)
    return judge_clock(START, DAYS, on=after(days), pauses=pauses, stopped_on=stopped_on)


def pause(asked: int, until: int, answered: int | None = None) -> Pause:
    return Pause(after(asked), after(until), None if answered is None else after(answered))


def test_fifteen_days_are_counted_from_the_day_of_receipt_over_a_leap_day() -> None:
    assert on(0).due == date(2012, 3, 6)
    assert (on(15).state, on(15).days_left) == (ClockState.RUNNING, 0)
    assert (on(16).state, on(16).days_left, on(16).days_late) == (ClockState.LATE, -1, 1)


def test_the_clock_rests_until_the_answer_and_no_longer() -> None:
    asked = pause(3, 10, 8)
    waiting = on(6, pause(3, 10))
    assert (waiting.state, waiting.paused_days, waiting.days_left) == (ClockState.PAUSED, 3, 12)
    assert waiting.due == after(18)
    answered = on(12, asked)
    assert (answered.state, answered.paused_days, answered.due) == (
        ClockState.RUNNING, 5, after(20),
    )  # fmt: skip
    assert on(6, asked) == waiting, "the answer is not seen before it came"


def test_an_answer_on_the_day_of_the_query_takes_no_day() -> None:
    assert on(5, pause(4, 11, 4)).paused_days == 0


def test_the_clock_goes_on_when_the_last_day_to_answer_has_passed() -> None:
    asked = pause(3, 10)
    last, after_it = on(10, asked), on(11, asked)
    assert (last.state, last.unanswered) == (ClockState.PAUSED, False)
    assert (after_it.state, after_it.unanswered, after_it.paused_days) == (
        ClockState.RUNNING, True, 8,
    )  # fmt: skip
    assert on(30, asked).paused_days == 8
    late_answer = on(30, pause(3, 10, 25))
    assert (late_answer.paused_days, late_answer.unanswered) == (8, False)


def test_two_queries_rest_twice_and_a_day_in_both_once() -> None:
    assert on(20, pause(1, 5, 3), pause(6, 12, 10)).paused_days == 6
    assert on(20, pause(1, 9), pause(5, 12, 10)).paused_days == 9


def test_a_query_after_the_due_day_rests_the_clock_and_leaves_it_late() -> None:
    late = on(20, pause(18, 25))
    assert (late.state, late.days_left) == (ClockState.PAUSED, -3)


@pytest.mark.parametrize(("stopped", "left"), [(10, 5), (15, 0), (17, -2)])
def test_a_decision_stops_it(stopped: int, left: int) -> None:
    clock = on(40, stopped=stopped)
    assert (clock.state, clock.days_left, clock.stopped_on) == (
        ClockState.STOPPED, left, after(stopped),
    )  # fmt: skip
    assert clock.days_used == stopped
    assert on(stopped - 1, stopped=stopped).state is not ClockState.STOPPED


def test_a_pause_ends_with_the_decision_and_none_begins_after_it() -> None:
    assert on(40, pause(5, 20, 12), stopped=8).paused_days == 3
    assert on(40, pause(9, 20, 12), stopped=8).paused_days == 0
    assert on(40, pause(5, 20), stopped=8).unanswered is False
    assert on(40, pause(5, 20), stopped=8).days_used == 5
