"""What the planner believes on a day: nothing that was not known, and ranges nobody tuned."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import numpy as np
import pytest
from tests.planner_city import CITY, FIRST, PRESENT

from multiguna.kernel.terms import Text
from multiguna.planning.rules.believing import beliefs_on, evidence_on, growth_range
from multiguna.planning.rules.needing import needs_of
from multiguna.planning.rules.severity import standard_normals
from multiguna.planning.rules.simulating import value_at
from multiguna.planning.terms.costing import Levers
from multiguna.planning.terms.evidence import FACTS, Belief, Evidence, Fact

NAME = Text("a", "a")
YEAR_ENDS = [date(year, 12, 31) for year in (2005, 2010, 2011, 2012, 2013, 2019, 2023, 2025)]


class Read(dict[str, Fact]):
    """Facts that remember which of them was asked for."""

    def __init__(self, facts: dict[str, Fact]) -> None:
        super().__init__(facts)
        self.asked: set[str] = set()

    def __getitem__(self, code: str) -> Fact:
        self.asked.add(code)
        return super().__getitem__(code)


def test_a_fact_is_known_from_its_day_and_not_the_day_before() -> None:
    for fact in FACTS:
        assert evidence_on(fact.known_by).has(fact.code)
        assert not evidence_on(fact.known_by - timedelta(days=1)).has(fact.code)


def test_every_fact_has_a_source_a_unit_and_a_name_of_its_own() -> None:
    assert len({fact.code for fact in FACTS}) == len(FACTS)
    assert all(fact.source and fact.unit and fact.value > 0 for fact in FACTS)


@pytest.mark.parametrize("on", YEAR_ENDS)
def test_no_fact_later_than_the_day_is_read(on: date) -> None:
    """All facts are offered with their dates; only what passes the day may be asked for."""
    by_code = {fact.code: fact for fact in FACTS}
    known = Read(dict(evidence_on(on).facts))
    beliefs = beliefs_on(Evidence(on, known))
    named = {code for belief in beliefs.values() for code in belief.known}
    for code in known.asked | named:
        assert by_code[code].known_by <= on
    assert named <= known.asked, "a belief names what it did not read"


def test_a_belief_says_every_fact_that_moved_it() -> None:
    """Each fact is changed in turn: the beliefs that move are those that name it, and no other."""
    plain = beliefs_on(evidence_on(date(2025, 12, 31)))
    for fact in FACTS:
        other = [dataclasses.replace(one, value=one.value * 1.3) if one is fact else one
                 for one in FACTS]  # fmt: skip
        moved = beliefs_on(evidence_on(date(2025, 12, 31), other))
        for code, belief in plain.items():
            changed = (belief.low, belief.high) != pytest.approx(
                (moved[code].low, moved[code].high)
            )
            if changed:
                assert fact.code in belief.known, (fact.code, code)


@pytest.mark.parametrize("on", [date(2011, 12, 31), date(2012, 12, 31), date(2025, 12, 31)])
def test_needs_of_a_day_are_the_same_whatever_is_published_later(on: date) -> None:
    profile = dataclasses.replace(
        CITY, present=dataclasses.replace(PRESENT, year=on.year), people_on=date(2010, 5, 1)
    )
    wrong = [
        dataclasses.replace(fact, value=fact.value * 7) if fact.known_by > on else fact
        for fact in FACTS
    ]
    said, again = (
        needs_of(profile, Levers(), evidence_on(on, facts), code="a", title=NAME,
                 first_year=on.year + 1)
        for facts in (FACTS, wrong)
    )  # fmt: skip
    assert said == again


def test_one_observation_believes_between_nothing_and_twice_its_effect() -> None:
    assert growth_range([2.0]) == pytest.approx((1.0, 4.0))
    assert growth_range([0.5]) == pytest.approx((0.25, 1.0))
    assert growth_range([1.0]) == pytest.approx((1.0, 1.0))


def test_several_observations_believe_around_their_mean() -> None:
    low, high = growth_range([1.2, 1.8, 3.0])
    assert np.sqrt(low * high) == pytest.approx((1.2 * 1.8 * 3.0) ** (1 / 3))
    assert low < 1.2 < 3.0 < high
    # Of two, the spread of one more: 1.645 · sd · √(1 + 1/2) around the middle.
    sd = np.log(4) / np.sqrt(2)
    assert growth_range([1.0, 4.0])[1] == pytest.approx(
        2 * np.exp(1.6449 * sd * np.sqrt(1.5)), 1e-4
    )
    near = growth_range([1.9, 2.0, 2.1])
    assert low < near[0] < 2 < near[1] < high
    assert growth_range([3.0, 1.2, 1.8]) == pytest.approx((low, high))


def test_growth_of_use_learns_from_tangerang_only_when_it_is_known() -> None:
    before, after = (
        beliefs_on(evidence_on(day))["use_growth"]
        for day in (date(2012, 12, 31), date(2013, 12, 31))
    )
    assert set(before.known) == {"jembrana_visits_2003", "jembrana_visits_2004"}
    assert np.sqrt(before.low * before.high) == pytest.approx(636.8 / 319.5)
    assert before.low == pytest.approx(1.0)
    assert "tangerang_billed_ten_months_2013" in after.known


def test_what_nobody_measured_is_called_a_judgement() -> None:
    beliefs = beliefs_on(evidence_on(date(2025, 12, 31)))
    assert {code for code, belief in beliefs.items() if belief.is_judgement} >= {
        "first_use", "present_use", "mature_use", "fading", "bill_level", "price_growth",
        "copay_answer", "class_1", "class_2",
    }  # fmt: skip
    assert not beliefs["use_growth"].is_judgement
    assert all("Anggapan" in b.source.id for b in beliefs.values() if b.is_judgement)


BELIEVED = list(beliefs_on(evidence_on(date(2025, 12, 31))).values())


@pytest.mark.parametrize("belief", BELIEVED, ids=lambda belief: belief.code)
def test_nine_in_ten_draws_lie_between_the_ends(belief: Belief) -> None:
    runs = 10_000
    normal = np.random.default_rng(1).permutation(standard_normals(runs))
    drawn = value_at(belief, normal)
    inside = ((drawn >= belief.low) & (drawn <= belief.high)).mean()
    whole = belief.even or belief.low == belief.high
    assert inside == pytest.approx(1.0 if whole else 0.9, abs=0.002)
    assert (np.diff(drawn[np.argsort(normal)]) >= 0).all(), "a higher draw is a higher value"
    if not belief.even:
        assert np.median(drawn) == pytest.approx(np.sqrt(belief.low * belief.high), rel=1e-3)


def test_a_later_first_year_is_dearer_and_has_more_people() -> None:
    one, two = (
        needs_of(CITY, Levers(), evidence_on(date(2025, 12, 31)), code="a", title=NAME,
                 first_year=year)
        for year in (FIRST, FIRST + 1)
    )  # fmt: skip
    assert two.people == pytest.approx(one.people * 1.01)
    assert two.price_years == one.price_years + 1
