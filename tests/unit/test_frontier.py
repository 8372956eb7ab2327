"""The widest cover that a budget bears: within it, undominated, explained by steps."""

from __future__ import annotations

import dataclasses
from datetime import date
from itertools import pairwise

import pytest

from multiguna.kernel.errors import Refused
from multiguna.planning.queries.drawing import svg
from multiguna.planning.queries.memo.frontier import frontier_chart
from multiguna.planning.rules.believing import evidence_on
from multiguna.planning.rules.frontier import (
    Search,
    combinations,
    find_frontier,
    grid_around,
    paid_people,
    people_with_payer,
    width_of,
)
from multiguna.planning.rules.needing import needs_of
from multiguna.planning.rules.simulating import simulate
from multiguna.planning.terms.costing import Levers, Reach, Service
from multiguna.planning.terms.frontier import WIDTH_ORDER, Aspect, Frontier, Grid
from multiguna.planning.terms.profile import HospitalGroup, RegionProfile

BN = 10**9
TODAY = date(2026, 11, 24)
TOWN = RegionProfile(
    region="13.06", name="Kabupaten Contoh", people=500_000, people_on=date(2020, 9, 1),
    growth_bp=67, insured_bp=8_600, poor_bp=1_300, access_bp=10_000, cost_bp=10_000,
    arrivals_bp=100, ages=(), hospitals=(HospitalGroup("C", "government", None, 10_000),),
    present=None, sources=(("population", "contoh"),),
)  # fmt: skip
SMALL = Grid(
    reach=tuple(Reach), others_pay_first=(True, False), residency_days=(0,), care_class=(2, 3),
    rates_bp=(10_000,), copayment_bp=(0, 1_000), referral=(False,), ceiling_idr=(None, 10_000_000),
    excluded=(frozenset(), frozenset({Service.DIALYSIS})),
)  # fmt: skip
SEARCH = Search(TOWN, evidence_on(TODAY), 2027, runs=1_000)


def find(budget_idr: int, confidence: int = 95, grid: Grid = SMALL) -> Frontier:
    levers = combinations(grid, TOWN)
    return find_frontier(SEARCH, levers, budget_idr=budget_idr, confidence=confidence)


@pytest.mark.parametrize("confidence", [80, 95, 99])
def test_the_choice_stays_within_the_budget_as_often_as_asked(confidence: int) -> None:
    chosen = find(6 * BN, confidence).chosen
    assert chosen is not None
    assert chosen.needed_idr <= 6 * BN
    assert chosen.over_bp <= (100 - confidence) * 100
    # The same scenario simulated by itself says so too.
    needs = needs_of(TOWN, chosen.levers, SEARCH.known, code="", title=WIDTH_ORDER[0].label,
                     first_year=2027)  # fmt: skip
    cost = simulate([needs], runs=1_000, years=1).total_idr[0, 0]
    assert (cost > 6 * BN).mean() <= (100 - confidence) / 100 + 0.002


def test_a_bigger_budget_is_never_narrower() -> None:
    chosen = [find(money * BN // 2).chosen for money in range(1, 40, 3)]
    widths = [() if one is None else one.width for one in chosen]
    assert widths == sorted(widths)
    assert len(set(widths)) > 4


def test_nothing_on_the_frontier_is_undercut_by_something_at_least_as_wide() -> None:
    points = find(6 * BN, grid=grid_around(Levers())).points
    for narrow, wide in pairwise(points):
        assert narrow.width < wide.width
        assert narrow.needed_idr < wide.needed_idr


@pytest.mark.parametrize("budget_idr", [BN // 2, 3 * BN, 6 * BN, 9 * BN, 500 * BN])
def test_trying_everything_in_all_runs_finds_the_same_choice(budget_idr: int) -> None:
    levers = combinations(SMALL, TOWN)
    needs = [needs_of(TOWN, one, SEARCH.known, code="", title=WIDTH_ORDER[0].label,
                      first_year=2027) for one in levers]  # fmt: skip
    residents = paid_people(needs_of(TOWN, Levers(), SEARCH.known, code="",
                                     title=WIDTH_ORDER[0].label, first_year=2027))  # fmt: skip
    cost = simulate(needs, runs=1_000, years=1).total_idr[:, 0]
    best: tuple[tuple[int, ...], Levers] | None = None
    for one, costs in zip(levers, cost, strict=True):
        fits = sum(int(value) <= budget_idr for value in costs) >= 950
        width = width_of(one, people_with_payer(TOWN, one, residents), WIDTH_ORDER)
        if fits and (best is None or width > best[0]):
            best = width, one
    chosen = find(budget_idr).chosen
    assert (chosen and chosen.levers) == (best and best[1])


def test_the_steps_add_up_to_the_rupiah_and_only_ever_add_cover() -> None:
    found = find(6 * BN, grid=grid_around(Levers()))
    assert sum(step.extra_idr for step in found.path) == (
        found.points[-1].needed_idr - found.points[0].needed_idr
    )
    assert all(one.until == other.since for one, other in pairwise(found.path))
    assert found.chosen in [step.until for step in found.path]
    assert len(found.path) < 8
    for step in found.path:
        for before, after in zip(step.since.width, step.until.width, strict=True):
            assert before <= after
        assert "sebagai gantinya" not in step.sentence.id


def test_a_mayor_reads_what_more_money_brings() -> None:
    said = [step.sentence for step in find(9 * BN, grid=grid_around(Levers())).path]
    assert any("seluruh warga dijamin, bukan hanya warga miskin" in one.id for one in said)
    assert any("every resident is covered, not only the poor" in one.en for one in said)
    assert all("dalam 9 dari 10 kemungkinan" in one.id for one in said)


def test_someone_whom_another_payer_covers_has_cover() -> None:
    first = people_with_payer(TOWN, Levers(others_pay_first=True), 1_000)
    assert first == people_with_payer(TOWN, Levers(), 1_000) == 1_000
    poor = people_with_payer(TOWN, Levers(reach=Reach.POOR, others_pay_first=True), 1_000)
    assert poor == 860 + round(140 * 0.13)


def test_another_order_makes_another_choice() -> None:
    levers = combinations(SMALL, TOWN)
    wards = (Aspect.WARD, *(one for one in WIDTH_ORDER if one is not Aspect.WARD))
    search = Search(TOWN, SEARCH.known, 2027, runs=1_000, order=wards)
    usual = find(13 * BN // 2).chosen
    wards_first = find_frontier(search, levers, budget_idr=13 * BN // 2, confidence=95).chosen
    assert usual is not None
    assert wards_first is not None
    assert (usual.levers.reach, usual.levers.care_class) == (Reach.EVERYONE, 3)
    assert (wards_first.levers.reach, wards_first.levers.care_class) == (Reach.POOR, 2)


def test_a_budget_that_has_to_last_longer_buys_less_and_says_so() -> None:
    levers = combinations(SMALL, TOWN)
    search = dataclasses.replace(SEARCH, years=5)
    for budget_idr in (3 * BN, 6 * BN, 40 * BN):
        once = find(budget_idr).chosen
        lasting = find_frontier(search, levers, budget_idr=budget_idr, confidence=95)
        assert once is not None
        if lasting.chosen is None:
            continue
        assert lasting.chosen.width <= once.width
        assert "dearest of 5 years" in lasting.answer.en
        needs = needs_of(TOWN, lasting.chosen.levers, SEARCH.known, code="",
                         title=WIDTH_ORDER[0].label, first_year=2027)  # fmt: skip
        cost = simulate([needs], runs=1_000, years=5).total_idr[0]
        assert (cost > budget_idr).any(axis=0).mean() <= 0.052
    assert lasting.chosen is not None


def test_where_nothing_fits_the_answer_says_what_is_missing() -> None:
    found = find(1_000_000)
    assert found.chosen is None
    assert "tidak cukup" in found.answer.id
    assert "is missing" in found.answer.en


def test_too_many_combinations_and_odd_confidence_are_refused() -> None:
    large = Grid(
        reach=tuple(Reach), others_pay_first=(True, False), residency_days=(0,),
        care_class=(1, 2, 3), rates_bp=tuple(range(9_000, 11_000, 10)), copayment_bp=(0, 500),
        referral=(False,), ceiling_idr=(None,), excluded=(frozenset(),),
    )  # fmt: skip
    with pytest.raises(Refused, match="grid_large"):
        combinations(large, TOWN)
    with pytest.raises(Refused, match="confidence_unknown"):
        find(BN, 90)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [336, 760])
def test_the_chart_names_every_step_and_the_budget(language: str, width: int) -> None:
    found = find(6 * BN)
    chart = frontier_chart(found, language=language, width=width)
    drawn = svg(chart)
    assert drawn == svg(frontier_chart(find(6 * BN), language=language, width=width))
    assert ("Pagu 6" if language == "id" else "Budget 6") in drawn
    for number in range(1, len(found.path) + 2):
        assert f">{number}. " in drawn
    assert all(step.brings.in_(language) in chart.description for step in found.path)
