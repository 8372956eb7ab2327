"""Who begins free care and who has long had it, and where their use ends."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pytest
from tests.planner_city import CITY, FIRST, PRESENT, needs

from multiguna.kernel.errors import Refused
from multiguna.planning.rules.believing import evidence_on
from multiguna.planning.rules.expecting import expect
from multiguna.planning.rules.forecasting import middle
from multiguna.planning.rules.needing import needs_of
from multiguna.planning.terms.costing import Levers, Needs, Service
from multiguna.planning.terms.profile import PresentCare

TWENTY_YEARS = 20
FOR_SOME = PresentCare(2025, 3_000, 9_000, 20_000_000_000, 50_000, None, 0, "Contoh")


def cases_of(one: Needs, service: Service, years: int) -> list[float]:
    """Expected cases of each year, every belief in its middle."""
    factors = {code: np.array([middle(belief)]) for code, belief in one.beliefs.items()}
    return [float(of[0]) for of in expect(one, factors, years).cases[service]]


def test_the_poor_beyond_a_programme_for_some_begin_their_first_free_year() -> None:
    city = dataclasses.replace(CITY, present=FOR_SOME, insured_bp=0)
    kept, new = needs("reach=poor", profile=city).groups
    assert kept.years_free is None
    assert new.years_free == 0
    assert kept.people + new.people == pytest.approx(needs("reach=poor", profile=city).people)
    assert new.people > kept.people


def test_a_programme_for_more_than_are_covered_begins_with_nobody_new() -> None:
    few = dataclasses.replace(FOR_SOME, people=CITY.people)
    city = dataclasses.replace(CITY, present=few)
    (kept,) = needs("reach=poor", profile=city).groups
    assert kept.people == pytest.approx(needs("reach=poor", profile=city).people)


def test_use_ends_where_members_of_jkn_are_also_where_some_were_covered_before() -> None:
    whole = needs(profile=dataclasses.replace(CITY, present=PRESENT))
    part = dataclasses.replace(PRESENT, seasoned_bp=5_000)
    half = needs(profile=dataclasses.replace(CITY, present=part))
    end_of_half = cases_of(half, Service.INPATIENT, TWENTY_YEARS)[-1]
    assert len(half.groups) == 2
    assert end_of_half <= cases_of(whole, Service.INPATIENT, TWENTY_YEARS)[-1] * (1 + 1e-9)


@pytest.mark.parametrize("on", [date(2004, 1, 1), date(2015, 1, 1)])
def test_too_early_a_day_is_refused_and_says_from_when(on: date) -> None:
    with pytest.raises(Refused) as refused:
        needs_of(CITY, Levers(), evidence_on(on), code="a", title=needs().title, first_year=FIRST)
    assert refused.value.code == "known_too_little"
