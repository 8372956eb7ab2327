"""What the treasurer is woken for, and what not: each rule at its threshold."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from multiguna.planning.rules.alarms import (
    OVERDUE_BP,
    REACH_AGAIN_BP,
    REACH_BP,
    RULES,
    SHOCK_BEFORE_DAYS,
    SHOCK_BP,
    SHOCK_DAYS,
    SHOCK_YEAR_BP,
    arrears_opened,
    commitment_overdue,
    hospital_unpaid,
    run_out,
    utilisation_shock,
)
from multiguna.planning.terms import Alarm, AlarmCode, RunOut

ON = date(2013, 1, 31)
SEPTEMBER = date(2013, 9, 14)


def expected(chance_bp: int) -> RunOut:
    return RunOut(100_000_000_000, date(2013, 8, 1), SEPTEMBER, None, chance_bp)


def found(alarm: Alarm | None) -> Alarm:
    assert alarm is not None
    return alarm


def test_the_budget_will_run_out() -> None:
    alarm = found(run_out(subject="2013", on=ON, expected=expected(1_999)))
    assert (alarm.code, alarm.subject, alarm.on) == (AlarmCode.RUN_OUT, "2013", ON)
    assert alarm.figures == {
        "limit_idr": 100_000_000_000,
        "p10": "2013-08-01",
        "p50": "2013-09-14",
        "p90": "",
        "chance_to_reach_bp": 1_999,
    }
    assert "14 Sep 2013" in alarm.sentence.en.replace("\u00a0", " ")
    assert "100 miliar" in alarm.sentence.id
    assert run_out(subject="2013", on=ON, expected=expected(2_000)) is None


def test_an_open_run_out_stays_until_it_is_well_again() -> None:
    assert run_out(subject="2013", on=ON, expected=expected(3_999), is_open=True) is not None
    assert run_out(subject="2013", on=ON, expected=expected(4_000), is_open=True) is None


def test_a_rupiah_of_arrears_rings() -> None:
    assert found(arrears_opened(subject="2013/RI", on=ON, arrears_idr=1)).figures == {
        "arrears_idr": 1
    }
    assert arrears_opened(subject="2013/RI", on=ON, arrears_idr=0) is None


def unpaid(late: int, *, claims: int = 7) -> Alarm | None:
    return hospital_unpaid(
        provider_code="3671901",
        on=ON,
        claims=claims,
        amount_idr=50_000_000,
        oldest_due=ON - timedelta(days=late),
    )


def test_a_hospital_waits_no_longer_than_its_agreement_says() -> None:
    alarm = found(unpaid(15))
    assert alarm.subject == "3671901"
    assert alarm.figures["days_late"] == 15
    assert unpaid(1) is not None
    assert unpaid(0) is None
    assert unpaid(15, claims=0) is None
    assert "1 claim of" in found(unpaid(15, claims=1)).sentence.en


def test_old_promises_ring_above_a_tenth() -> None:
    def old(overdue_idr: int, *, is_open: bool = False) -> Alarm | None:
        return commitment_overdue(
            subject="2013/RI", on=ON, committed_idr=1_000, overdue_idr=overdue_idr, is_open=is_open
        )

    assert found(old(101)).figures["overdue_idr"] == 101
    assert old(100) is None
    assert old(51, is_open=True) is not None
    assert old(50, is_open=True) is None
    nothing = commitment_overdue(subject="2013/RI", on=ON, committed_idr=0, overdue_idr=0)
    assert nothing is None


def counts(seed: int, before: float, now: float, days: int = SHOCK_DAYS) -> list[int]:
    rng = np.random.default_rng(seed)
    usual = rng.negative_binomial(40, 40 / (40 + before), SHOCK_BEFORE_DAYS + SHOCK_DAYS - days)
    return [*usual.tolist(), *rng.negative_binomial(40, 40 / (40 + now), days).tolist()]


def test_a_jump_in_demand_rings_within_two_weeks() -> None:
    seen = [utilisation_shock(subject="2013", on=ON, daily=counts(n, 160, 240)) for n in range(50)]
    assert all(seen)
    alarm = found(seen[0])
    change = alarm.figures["change_bp"]
    assert isinstance(change, int)
    assert 3_500 < change < 6_500
    assert str(alarm.figures["a_week_now"]) in alarm.sentence.id


def test_steady_demand_and_a_small_village_are_quiet() -> None:
    steady = [utilisation_shock(subject="x", on=ON, daily=counts(n, 160, 160)) for n in range(300)]
    village = [utilisation_shock(subject="x", on=ON, daily=counts(n, 0.3, 0.3)) for n in range(300)]
    assert not any(steady)
    assert sum(alarm is not None for alarm in village) <= 3


def test_an_open_shock_stays_while_demand_is_high() -> None:
    daily = [100] * SHOCK_BEFORE_DAYS + [120] * SHOCK_DAYS
    assert utilisation_shock(subject="x", on=ON, daily=daily) is None
    assert utilisation_shock(subject="x", on=ON, daily=daily, is_open=True) is not None
    daily[-SHOCK_DAYS:] = [114] * SHOCK_DAYS
    assert utilisation_shock(subject="x", on=ON, daily=daily, is_open=True) is None


def test_a_year_of_slow_growth_rings_against_the_same_days_a_year_ago() -> None:
    daily = [150] * (SHOCK_BEFORE_DAYS + SHOCK_DAYS)
    assert utilisation_shock(subject="x", on=ON, daily=daily, year_ago=[101] * SHOCK_DAYS) is None
    alarm = found(
        utilisation_shock(
            subject="x", on=ON, daily=daily, year_ago=[100] * SHOCK_DAYS, residents=1_000_000
        )
    )
    assert alarm.figures["change_bp"] == 5_000
    assert alarm.figures["per_1000_a_year_tenths"] == 546
    assert "54.6 per 1,000 residents a year" in alarm.sentence.en
    assert "a year ago" in alarm.sentence.en


def test_too_few_days_or_none_with_people_give_no_shock() -> None:
    assert utilisation_shock(subject="x", on=ON, daily=counts(1, 100, 200)[1:]) is None
    nobody = [0] * SHOCK_BEFORE_DAYS + [1] * SHOCK_DAYS
    assert utilisation_shock(subject="x", on=ON, daily=nobody) is None


@pytest.mark.parametrize("code", list(AlarmCode))
def test_every_rule_says_its_threshold_in_both_languages(code: AlarmCode) -> None:
    rule = RULES[code]
    assert rule.code == code
    assert rule.title.id and rule.title.en and rule.title.id != rule.title.en
    assert rule.threshold.id.endswith(".") and rule.threshold.en.endswith(".")


def test_the_sentences_name_the_thresholds_that_are_used() -> None:
    def said(code: AlarmCode, number: int) -> bool:
        threshold = RULES[code].threshold
        return str(number) in threshold.id and str(number) in threshold.en

    assert said(AlarmCode.RUN_OUT, REACH_BP // 100)
    assert said(AlarmCode.RUN_OUT, REACH_AGAIN_BP // 100)
    assert said(AlarmCode.COMMITMENT_OVERDUE, OVERDUE_BP // 100)
    assert said(AlarmCode.UTILISATION_SHOCK, SHOCK_BP // 100 - 100)
    assert said(AlarmCode.UTILISATION_SHOCK, SHOCK_YEAR_BP // 100 - 100)
    assert said(AlarmCode.UTILISATION_SHOCK, SHOCK_DAYS)
