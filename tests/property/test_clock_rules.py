"""What holds of every clock, whatever is asked and answered when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from multiguna.claims.rules.clocks import judge_appeal_clock, judge_clock
from multiguna.claims.terms.talking import ClockState, Pause

START, DAYS_MAX = date(2012, 2, 20), 15
offsets = st.integers(0, 40)


@st.composite
def a_pause(draw: st.DrawFn) -> Pause:
    """A query at any time, perhaps answered, also late or beside another one."""
    asked = draw(offsets)
    until = asked + draw(st.integers(0, 15))
    answered = draw(st.none() | st.integers(asked, asked + 30))
    return Pause(
        START + timedelta(days=asked),
        START + timedelta(days=until),
        None if answered is None else START + timedelta(days=answered),
    )


pauses = st.lists(a_pause(), max_size=4).map(lambda found: sorted(found, key=_asked))
days = st.integers(0, 80).map(lambda count: START + timedelta(days=count))


def _asked(pause: Pause) -> date:
    return pause.asked_on


@given(found=pauses, on=days, stopped_on=st.none() | days)
def test_the_office_gets_its_days_and_no_more(
    found: list[Pause], on: date, stopped_on: date | None
) -> None:
    clock = judge_clock(START, DAYS_MAX, on=on, pauses=found, stopped_on=stopped_on)
    end = on if clock.stopped_on is None else clock.stopped_on
    assert clock.due - START == timedelta(days=DAYS_MAX + clock.paused_days)
    assert 0 <= clock.paused_days <= (end - START).days
    assert (clock.state is ClockState.STOPPED) == (stopped_on is not None and stopped_on <= on)
    used = (end - START).days - clock.paused_days
    assert (clock.days_late > 0) == (used > DAYS_MAX), "late is more than its days, rests left out"


@given(found=pauses, on=days)
def test_time_never_brings_the_due_day_nearer(found: list[Pause], on: date) -> None:
    today, tomorrow = (
        judge_clock(START, DAYS_MAX, on=day, pauses=found) for day in (on, on + timedelta(days=1))
    )
    moved = (tomorrow.due - today.due).days
    assert moved in (0, 1)
    assert tomorrow.days_left == today.days_left - 1 + moved


@given(found=pauses.filter(len), on=days, sooner=st.integers(0, 30))
def test_a_sooner_answer_never_gives_the_office_more_days(
    found: list[Pause], on: date, sooner: int
) -> None:
    first = found[0]
    answered = first.answered_on or on
    quick = replace(first, answered_on=max(first.asked_on, answered - timedelta(days=sooner)))
    slow = replace(first, answered_on=answered if answered >= first.asked_on else first.asked_on)
    rest = found[1:]
    assert (
        judge_clock(START, DAYS_MAX, on=on, pauses=[quick, *rest]).paused_days
        <= judge_clock(START, DAYS_MAX, on=on, pauses=[slow, *rest]).paused_days
    )


@given(found=pauses, on=days)
def test_an_appeal_rests_for_its_own_queries_alone(found: list[Pause], on: date) -> None:
    filed = START + timedelta(days=20)
    own = [pause for pause in found if pause.asked_on >= filed]
    clock = judge_appeal_clock(filed, filed + timedelta(days=10), on=on, pauses=found)
    assert clock == judge_clock(filed, 10, on=on, pauses=own)
    assert judge_appeal_clock(filed, None, on=on, pauses=found) is None
