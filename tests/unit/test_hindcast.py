"""The model tried on 2012 and 2013: honest about what it read, and about where the truth lies."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import yaml

from multiguna.planning.rules.believing import evidence_on
from multiguna.planning.rules.hindcasting import TRUTHS, hindcast
from multiguna.planning.terms.evidence import FACTS, Fact
from multiguna.planning.terms.forecast import HindcastYear

RUNS = 2_000
ROOT = Path(__file__).parents[2]


def said_of(year: int, facts: tuple[Fact, ...] = FACTS) -> HindcastYear:
    """What the model says of a year."""
    return next(one for one in hindcast(facts, runs=RUNS) if one.year == year)


def with_fact(code: str, times: float) -> tuple[Fact, ...]:
    """The facts, one of them changed."""
    return tuple(
        dataclasses.replace(fact, value=fact.value * times) if fact.code == code else fact
        for fact in FACTS
    )


def forecast_of(said: HindcastYear) -> tuple[int, ...]:
    """The forecast and the plain comparisons, without the truth beside them."""
    return (said.q05_idr, said.q50_idr, said.q95_idr, said.last_year_idr, said.linear_trend_idr)


def test_both_truths_lie_within_nine_in_ten() -> None:
    for said in hindcast():
        assert said.q05_idr < said.truth_idr < said.q95_idr


def test_the_plain_numbers_of_last_year_and_the_line_miss_both_years_by_half() -> None:
    for said in hindcast(runs=RUNS):
        assert said.last_year_idr < said.linear_trend_idr < said.truth_idr / 2 + 1
        assert abs(said.q50_idr - said.truth_idr) < abs(said.linear_trend_idr - said.truth_idr)


def test_nothing_is_read_that_was_not_known() -> None:
    for said in hindcast(runs=RUNS):
        assert said.known_on == date(said.year - 1, 12, 31)
        assert said.data_used
        assert all(fact.known_by <= said.known_on for fact in said.data_used)


def test_a_later_fact_changes_nothing_and_the_answer_least_of_all() -> None:
    for year in TRUTHS:
        before = said_of(year)
        later = [fact.code for fact in FACTS if fact.known_by > before.known_on]
        assert TRUTHS[year][0] in later
        for code in later:
            assert forecast_of(said_of(year, with_fact(code, 3))) == forecast_of(before), code


def test_each_fact_said_to_be_read_is_read_and_no_other() -> None:
    for year in TRUTHS:
        before = said_of(year)
        read = {fact.code for fact in before.data_used}
        for fact in evidence_on(before.known_on).facts.values():
            moved = forecast_of(said_of(year, with_fact(fact.code, 1.1))) != forecast_of(before)
            assert moved == (fact.code in read), (year, fact.code)


def test_swapped_series_swap_the_forecast() -> None:
    """With Jembrana's visits falling as they had risen, 2013 is forecast below its own past."""
    swapped = {
        "jembrana_visits_2003": 636.8,
        "jembrana_visits_2004": 319.5,
        "jembrana_claims_before": 8.17e9,
        "jembrana_claims_after": 1.36e9,
    }
    facts = tuple(
        dataclasses.replace(fact, value=swapped.get(fact.code, fact.value)) for fact in FACTS
    )
    said = said_of(2013, facts)
    assert said.q50_idr < said.last_year_idr
    assert said.truth_idr > said.q95_idr


def test_the_facts_are_those_that_the_pack_publishes() -> None:
    text = (ROOT / "packs" / "tangerang" / "history" / "published.yaml").read_text("utf-8")
    published = yaml.safe_load(text)["published"]
    value = {fact.code: fact.value for fact in FACTS}
    for care in published["care"]:
        assert value[f"tangerang_inpatients_{care['year']}"] == care["inpatients"]
        assert value[f"tangerang_outpatients_{care['year']}"] == care["outpatients"]
        assert value[f"tangerang_cost_{care['year']}"] == care["amount_idr"]
    early, bills = published["first_bills"], published["bills"]
    assert value["tangerang_cases_early_2013"] == early["inpatients"] + early["outpatients"]
    assert value["tangerang_cost_early_2013"] == early["amount_idr"]
    assert value["tangerang_billed_ten_months_2013"] == bills["amount_idr"]
    assert value["tangerang_people"] == published["residents"][0]["people"]
