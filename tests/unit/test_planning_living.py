"""An invented city and a year of its visits: as many, as old and as ill as was asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.people import tangerang

from multiguna.claims.terms.plausibility import PLAUSIBLE
from multiguna.coverage.terms.population import NEVER
from multiguna.planning.rules import living
from multiguna.planning.rules.believing import evidence_on
from multiguna.planning.rules.forecasting import forecast
from multiguna.planning.rules.needing import needs_of
from multiguna.planning.rules.simulating import simulate
from multiguna.planning.terms.costing import STAYS, Levers
from multiguna.planning.terms.living import LivingNeeds, Offer, Residents, Visits
from multiguna.planning.terms.profile import AgeBand, HospitalGroup, RegionProfile

SIZE, YEAR = 100_000, 2012
FIRST, LAST = date(YEAR, 1, 1).toordinal(), date(YEAR, 12, 31).toordinal()
PROFILE = RegionProfile(
    "13.06", "Kabupaten Contoh", SIZE, date(2012, 1, 1), 0, 6_000, 2_500, 10_000, 10_000, 400,
    (AgeBand(0, 15, 2_000, 1_000), AgeBand(15, 65, 3_000, 3_000), AgeBand(65, 120, 400, 600)),
    (HospitalGroup("C", "government", None, 10_000),), None, (),
)  # fmt: skip


@pytest.fixture(scope="module")
def city() -> Residents:
    return living.a_city(SIZE, YEAR, PROFILE, seed=1)


@pytest.fixture(scope="module")
def offers() -> tuple[Offer, ...]:
    return living.offers_of(tangerang(), YEAR)


@pytest.fixture(scope="module")
def needs() -> LivingNeeds:
    usual = living.needs_of_pack(tangerang(), YEAR, covered_bp=10_000)
    return replace(usual, inpatient=replace(usual.inpatient, per_million=200_000))


@pytest.fixture(scope="module")
def visits(city: Residents, offers: tuple[Offer, ...], needs: LivingNeeds) -> Visits:
    return living.a_year_of_visits(city, offers, needs, YEAR, seed=1)


def test_a_city_has_the_ages_the_poor_and_the_insured_of_its_profile(city: Residents) -> None:
    age = (LAST - city.facts.birth) / 365.25
    for band in PROFILE.ages:
        inside = (age >= band.age_from) & (age < band.age_until)
        for sex, share_bp in ((1, band.men_bp), (2, band.women_bp)):
            found = (inside & (city.sex == sex)).mean() * 10_000
            assert abs(found - share_bp) < 60, (band, sex)
    assert abs((city.facts.poor.starts != NEVER).mean() - 0.25) < 0.006
    assert abs((city.facts.other_payer.starts != NEVER).mean() - 0.6) < 0.006
    assert (city.facts.near_poor.starts == NEVER).all()


def test_some_come_some_leave_and_the_old_die(city: Residents) -> None:
    facts = city.facts
    came = facts.residency.starts > np.maximum(facts.birth, FIRST)
    left = facts.residency.untils != NEVER
    assert abs(came.mean() - 0.04) < 0.004
    assert abs(left.mean() - 0.04) < 0.004
    assert (facts.residency.starts < facts.residency.untils).all()
    dead = facts.died != NEVER
    assert 0.003 < dead.mean() < 0.009
    assert (facts.died[dead] >= facts.birth[dead]).all()
    assert facts.birth[dead].mean() < facts.birth.mean() - 10 * 365


def test_as_many_come_as_the_needs_say_and_a_few_come_often(
    city: Residents, offers: tuple[Offer, ...], needs: LivingNeeds, visits: Visits
) -> None:
    stays = np.array([one.care == "inpatient" for one in offers])[visits.offers]
    here = (np.minimum(city.facts.residency.untils, LAST + 1)
            - np.maximum(city.facts.residency.starts, FIRST)) / (LAST + 1 - FIRST)  # fmt: skip
    assert 0.9 < here.mean() < 0.98  # the year of those who come, are born, leave or die is short
    expected = here.sum() * needs.inpatient.per_million / 1e6
    assert stays.sum() == pytest.approx(expected, rel=0.03)
    own = np.bincount(visits.rows[stays], minlength=SIZE)
    even = replace(needs, frailty_bp=1)
    alike = living.a_year_of_visits(city, offers, even, YEAR, seed=1)
    of_stays = np.array([one.care == "inpatient" for one in offers])[alike.offers]
    others = np.bincount(alike.rows[of_stays], minlength=SIZE)
    assert abs(own.mean() - others.mean()) < 0.01
    assert own.var() - own.mean() > 3 * (others.var() - others.mean())
    assert own.max() > others.max()


def test_nobody_comes_before_birth_or_arrival_or_after_death_or_leaving(
    city: Residents, visits: Visits
) -> None:
    facts, rows = city.facts, visits.rows
    assert len(visits) > 15_000
    assert (visits.admission >= np.maximum(facts.residency.starts[rows], facts.birth[rows])).all()
    assert (visits.admission < facts.residency.untils[rows]).all()
    assert (visits.discharge <= facts.died[rows]).all()
    assert (visits.discharge >= visits.admission).all()
    assert (np.diff(visits.admission) >= 0).all()
    assert visits.admission.min() >= FIRST
    assert visits.admission.max() <= LAST


def test_people_have_what_they_can_have(
    city: Residents, offers: tuple[Offer, ...], visits: Visits
) -> None:
    letters = [one.cbg_code[0] for one in offers]
    seen = set()
    for row, offer, on in zip(visits.rows, visits.offers, visits.admission, strict=True):
        rule = PLAUSIBLE.get(letters[offer])
        if rule is not None:
            days = on - city.facts.birth[row]
            assert rule.sex in (None, city.sex[row])
            assert (rule.least_days or 0) <= days <= (rule.most_days or days)
            seen.add(rule.key)
    assert seen == {"O", "P", "W"}


def test_groups_are_mixed_so_that_the_mean_is_what_was_asked(offers: tuple[Offer, ...]) -> None:
    own = [one for one in offers if one.care == "inpatient"]
    mean: dict[str, list[int]] = {}
    for one in own:
        mean.setdefault(one.cbg_code, []).append(one.rate_idr)
    for bill_idr in (3_000_000, 5_000_000, 8_000_000):
        mix = living.mix_of(own, bill_idr=bill_idr, dear_bp=300)
        assert sum(mix.values()) == pytest.approx(1_000_000, abs=len(mix))
        found = sum(part * np.mean(mean[code]) for code, part in mix.items()) / sum(mix.values())
        assert found == pytest.approx(bill_idr, rel=0.01)
    assert living.mix_of([], bill_idr=None, dear_bp=0) == {}


def test_other_rates_and_wards_do_not_change_who_falls_ill_of_what(
    city: Residents, needs: LivingNeeds, offers: tuple[Offer, ...], visits: Visits
) -> None:
    dearer = tuple(replace(one, rate_idr=2 * one.rate_idr, care_class=1) for one in offers)
    again = living.a_year_of_visits(city, dearer, needs, YEAR, seed=1)
    for name in ("rows", "offers", "admission", "discharge", "emergency"):
        assert np.array_equal(getattr(again, name), getattr(visits, name)), name
    other = living.a_year_of_visits(city, offers, needs, YEAR, seed=2)
    assert len(other) != len(visits) or not np.array_equal(other.rows, visits.rows)


def test_the_best_agreed_ward_that_people_may_have_is_offered() -> None:
    pack = tangerang()
    entitled = next(p for p in pack.parameters if p.name == "care_class_entitled")
    first = replace(entitled, values=tuple(replace(v, value=1) for v in entitled.values))
    others = tuple(p for p in pack.parameters if p is not entitled)
    usual = {(o.provider_code, o.cbg_code): o for o in living.offers_of(pack, YEAR)}
    better = living.offers_of(replace(pack, parameters=(*others, first)), YEAR)
    assert {(o.provider_code, o.cbg_code) for o in better} == set(usual)
    assert {one.care_class for one in usual.values()} == {3}
    for one in better:
        assert one.care_class == (1 if one.care == "inpatient" else 3)
        assert one.rate_idr >= usual[one.provider_code, one.cbg_code].rate_idr


def test_the_planners_middle_run_is_what_people_come_for(offers: tuple[Offer, ...]) -> None:
    scenario = needs_of(
        PROFILE, Levers(), evidence_on(date(2026, 1, 1)), code="x", title=tangerang().title,
        first_year=2027,
    )  # fmt: skip
    found = forecast(simulate([scenario], runs=200, years=1, seed=1), 0, budget_idr=None)
    needs = living.needs_of_forecast(found, offers)
    services = found.years[0].services
    stays = sum(one.cases for one in services if one.service in STAYS)
    assert needs.inpatient.per_million == stays * 1_000_000 // found.covered_people > 1_000
    visits = sum(one.cases for one in services if one.service not in STAYS)
    assert needs.outpatient.per_million == visits * 1_000_000 // found.covered_people > 1_000
