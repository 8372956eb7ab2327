"""When the money runs out: honest bands over hundreds of years, and a step seen within weeks."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from multiguna.planning.rules.levels import learn_level, weekday_shares, weeks_of
from multiguna.planning.rules.run_out import project
from multiguna.planning.terms import Projection, RunOut
from multiguna.synthetic.arrivals import Year, simulate_year

NEW_YEAR_2013 = date(2013, 1, 1)
BILLION = 1_000_000_000


def by_month(first: date, billions: list[float], seed: int = 1) -> np.ndarray:
    """Days whose months cost so much, as a city's days scatter (a tenth of a day's cost)."""
    rng = np.random.default_rng(seed)
    days, month = [], first
    for amount in billions:
        after = (month + timedelta(days=32)).replace(day=1)
        count = (after - month).days
        days.append(amount * BILLION / count * rng.gamma(100, 1 / 100, count))
        month = after
    return np.concatenate(days)


def mid_year(year: Year, on: date, paths: int = 600) -> tuple[Projection, RunOut, date]:
    """The projection at mid-year, ten months ahead, its run-out, and the last day looked at."""
    until = on + timedelta(days=300)
    answer = project(
        year.until(on),
        on=on,
        until=until,
        spent_idr=year.spent(on),
        limits_idr=[year.limit_idr],
        paths=paths,
    )
    assert answer is not None
    return answer, answer.run_outs[0], until


def test_two_hundred_years_are_foreseen_as_surely_as_is_said_at_mid_year() -> None:
    """The day lies in the eight-in-ten interval of 75-85 %; half are within ten days of the middle.

    A year whose budget was used up by then foresees nothing and does not count. A day beyond those
    looked at is later than all of them, for the forecast as for the truth.
    """
    inside, fan, errors = [], [], []
    for seed in range(200):
        year = simulate_year(seed)
        on = date(year.start.year, 6, 30)
        if year.spent(on) >= year.limit_idr:
            continue
        answer, expected, until = mid_year(year, on)
        never = until + timedelta(days=1)
        low, middle, high, true = (
            min(day or never, never)
            for day in (expected.p10, expected.p50, expected.p90, year.runs_out())
        )
        inside.append(low <= true <= high)
        errors.append(abs((middle - true).days))
        end = date(on.year, 12, 31)
        point = answer.fan[(end - on).days]
        fan.append(point.p10_idr <= year.spent(end) <= point.p90_idr)
    assert len(inside) > 180
    assert 0.75 <= np.mean(inside) <= 0.85
    assert 0.75 <= np.mean(fan) <= 0.85
    assert np.median(errors) <= 10


def test_the_step_of_january_2013_is_seen_within_weeks() -> None:
    """12 bn a month after 8 bn, rising: a budget of 100 bn does not last, said in January."""
    past = by_month(date(2012, 1, 1), [2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8])
    new = by_month(NEW_YEAR_2013, [12, 14, 16], seed=2)
    chances, ends = {}, {}
    for days in (14, 28, 59):
        on = NEW_YEAR_2013 + timedelta(days=days - 1)
        answer = project(
            np.concatenate([past, new[:days]]),
            on=on,
            until=date(2013, 12, 31),
            spent_idr=new[:days].sum(),
            limits_idr=[100 * BILLION],
        )
        assert answer is not None
        chances[days] = answer.run_outs[0].chance_to_reach_bp
        ends[days] = answer.run_outs[0].p50
    assert chances[28] < 2000, "before the end of January"
    assert chances[59] < 500
    assert ends[59] is not None
    assert date(2013, 5, 15) < ends[59] < date(2013, 9, 30)


def test_a_step_moves_the_level_and_one_odd_week_does_not() -> None:
    rng = np.random.default_rng(3)
    calm = np.exp(rng.normal(0, 0.06, 60))
    after = date(2012, 12, 31)

    def level(weekly: np.ndarray) -> float:
        belief = learn_level(weekly, after)
        season = belief.means[:, 2] * np.cos(2 * np.pi * after.toordinal() / 365.25)
        return float(belief.weights @ (belief.means[:, 0] + season))

    usual = level(calm)
    step = calm * np.where(np.arange(60) >= 57, 1.5, 1.0)
    odd = calm * np.where(np.arange(60) == 57, 1.5, 1.0)
    assert level(step) - usual > 0.3, "three weeks of a half more are believed"
    assert abs(level(odd) - usual) < 0.1


def test_a_steady_year_with_a_sufficient_budget_is_quiet() -> None:
    """Asked every four weeks of thirty steady years: hardly ever a false cry."""
    cries, asked = 0, 0
    for seed in range(30):
        year = simulate_year(seed, steady=True)
        total = year.spent(date(year.start.year, 12, 31))
        for week in range(4, 48, 4):
            on = year.start + timedelta(days=7 * week)
            answer = project(
                year.until(on),
                on=on,
                until=date(year.start.year, 12, 31),
                spent_idr=year.spent(on),
                limits_idr=[int(1.08 * total)],
                paths=300,
            )
            assert answer is not None
            cries += answer.run_outs[0].chance_to_reach_bp < 2000
            asked += 1
    assert cries <= asked / 100


def test_each_limit_has_its_run_out_and_the_same_question_the_same_answer() -> None:
    year = simulate_year(1000)
    on = date(year.start.year, 6, 30)
    spent = year.spent(on)
    limits = [int(spent * part) for part in (0.5, 1.3, 50)]

    def ask(seed: int) -> Projection:
        answer = project(
            year.until(on),
            on=on,
            until=date(on.year, 12, 31),
            spent_idr=spent,
            limits_idr=limits,
            seed=seed,
        )
        assert answer is not None
        return answer

    answer = ask(7)
    assert answer == ask(7)
    assert answer != ask(8)
    gone, soon, never = answer.run_outs
    assert (gone.p10, gone.p90, gone.chance_to_reach_bp) == (on, on, 0)
    assert soon.p10 is not None and soon.p50 is not None
    assert on < soon.p10 <= soon.p50
    assert (never.p10, never.p50, never.p90, never.chance_to_reach_bp) == (None, None, None, 10_000)
    assert answer.fan[0].on == on
    assert answer.fan[-1].on == date(on.year, 12, 31)
    assert abs(answer.fan[0].p50_idr - spent) <= 1


def test_what_is_not_known_yet_widens_the_fan() -> None:
    year = simulate_year(1001)
    on = date(year.start.year, 11, 30)
    widths = []
    for error in (0.0, 0.05 * year.spent(on)):
        answer = project(
            year.until(on),
            on=on,
            until=date(on.year, 12, 31),
            spent_idr=year.spent(on),
            spent_se_idr=error,
        )
        assert answer is not None
        widths.append(answer.fan[-1].p90_idr - answer.fan[-1].p10_idr)
    assert widths[1] > 1.5 * widths[0]


def test_too_few_days_say_nothing() -> None:
    on = date(2011, 1, 10)
    assert project([], on=on, until=on, spent_idr=0) is None
    assert project([0] * 400, on=on, until=on, spent_idr=0) is None
    assert project([0] * 400 + [5] * 13, on=on, until=on, spent_idr=65) is None
    assert project([5] + [0] * 15, on=on, until=on, spent_idr=5) is None, "two weeks of nothing"
    assert project([5] * 14, on=on, until=on, spent_idr=70) is not None


def test_the_last_day_has_only_what_is_spent() -> None:
    on = date(2012, 12, 31)
    answer = project([10] * 60, on=on, until=on, spent_idr=600, limits_idr=[601, 600])
    assert answer is not None
    assert [point.p50_idr for point in answer.fan] == [600]
    assert [run_out.chance_to_reach_bp for run_out in answer.run_outs] == [10_000, 0]


def test_weekdays_keep_their_share() -> None:
    monday = date(2012, 1, 2)
    week = [3.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]
    for shift in range(7):
        daily = np.array((week * 30)[: 7 * 28 + shift])
        on = monday + timedelta(days=len(daily) - 1)
        shares = weekday_shares(daily, on)
        assert shares.argmax() == 0, "Monday, whatever day is asked"
        assert shares.sum() == pytest.approx(7)
        assert 0 < shares[6] < 0.2
    assert weekday_shares(np.zeros(0), monday).tolist() == [1.0] * 7


def test_weeks_end_with_the_last_day() -> None:
    assert weeks_of(np.array([0, 0, 1, *range(14)], float)).tolist() == [21, 70]
    assert len(weeks_of(np.zeros(30))) == 0
