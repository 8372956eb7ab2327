"""Sampling without a database: shares, the draw, and how often the intervals hold the truth."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiguna.claims.rules.intervals import binomial_interval, incomplete_beta, student_t
from multiguna.claims.rules.sampling import draw, estimate, shares
from multiguna.claims.terms.sampling import Allocation, Estimate, Member
from multiguna.kernel.errors import Refused

POPULATION, DRAWS = 1200, 60


def a_city(rate: float, kind: str, seed: int = 1) -> tuple[list[Member], dict[int, int]]:
    """Approved claims of skewed amounts, and the errors in some of them."""
    dice = random.Random(seed)
    members, errors = [], {}
    for number in range(POPULATION):
        care = dice.choice(["inpatient", "outpatient", "outpatient"])
        amount = int(math.exp(dice.gauss(14.5 if care == "inpatient" else 12, 0.9)))
        billed = amount * 3 // 2 if kind == "under" else amount
        members.append(Member(number, 1, dice.choice("BCCD"), care, billed, amount))
        if dice.random() < rate:
            share = {"full": 1.0, "part": dice.random(), "under": -dice.random() / 2}[kind]
            errors[number] = int(amount * share)
    return members, errors


def estimate_of(
    members: list[Member], errors: dict[int, int], size: int, seed: int, how: Allocation
) -> Estimate:
    drawn = draw(members, size=size, seed=seed, allocation=how)
    found: dict[int, list[int]] = {one.number: [] for one in drawn.strata}
    for one, number in drawn.items:
        found[number].append(errors.get(one.claim_id, 0))
    return estimate(drawn.strata, found)


@pytest.mark.parametrize("how", Allocation)
@pytest.mark.parametrize("kind", ["full", "part", "under"])
@pytest.mark.parametrize("rate", [0.02, 0.15])
def test_intervals_hold_the_truth_in_95_of_100_samples(
    rate: float, kind: str, how: Allocation
) -> None:
    members, errors = a_city(rate, kind)
    true_idr, true_bp = sum(errors.values()), 10_000 * len(errors) / len(members)
    found = [estimate_of(members, errors, 150, seed, how) for seed in range(DRAWS)]
    amounts = sum(one.error_low_idr <= true_idr <= one.error_high_idr for one in found)
    rates = sum(one.rate_low_bp <= true_bp <= one.rate_high_bp for one in found)
    # 60 draws of an interval that holds 95 of 100 times hold fewer than 52 once in 10,000 times
    assert min(amounts, rates) >= 52, (amounts, rates)
    middle = sum(one.error_idr for one in found) / DRAWS
    spread = math.sqrt(sum((one.error_idr - middle) ** 2 for one in found) / (DRAWS - 1))
    assert abs(middle - true_idr) < 4 * spread / math.sqrt(DRAWS), "the estimate is unbiased"


def test_a_census_leaves_no_doubt() -> None:
    members, errors = a_city(0.1, "part")
    found = estimate_of(members, errors, POPULATION, 1, Allocation.NEYMAN)
    assert (found.error_low_idr, found.error_idr, found.error_high_idr) == (
        sum(errors.values()),
    ) * 3
    assert found.rate_low_bp == found.rate_bp == found.rate_high_bp


def test_no_error_found_still_says_how_much_there_may_be() -> None:
    members, _ = a_city(0, "full")
    found = estimate_of(members, {}, 60, 1, Allocation.PROPORTIONAL)
    assert (found.error_idr, found.error_low_idr, found.rate_bp) == (0, 0, 0)
    assert 0 < found.error_high_idr <= sum(one.approved_idr for one in members)
    assert 500 < found.rate_high_bp < 800, "about 3.7 in 60"


def test_the_same_seed_draws_the_same_claims_in_whatever_order_they_come() -> None:
    members, _ = a_city(0, "full")
    one = draw(members, size=50, seed=7, allocation=Allocation.NEYMAN)
    again = draw(members[::-1], size=50, seed=7, allocation=Allocation.NEYMAN)
    other = draw(members, size=50, seed=8, allocation=Allocation.NEYMAN)
    assert one == again
    assert one.items != other.items


@pytest.mark.parametrize("size", [2, 5, 12, 30, 100])
def test_every_stratum_gives_two_and_the_sizes_add_up(size: int) -> None:
    members, _ = a_city(0, "full")
    drawn = draw(members, size=size, seed=1, allocation=Allocation.NEYMAN)
    assert sum(one.drawn for one in drawn.strata) == len(drawn.items) == size
    assert all(one.drawn >= min(2, one.population) for one in drawn.strata)
    assert sum(one.population for one in drawn.strata) == POPULATION
    assert sum(one.amount_idr for one in drawn.strata) == sum(m.approved_idr for m in members)
    for member, number in drawn.items:
        place = drawn.strata[number - 1]
        assert place.from_idr <= member.approved_idr
        assert place.until_idr is None or member.approved_idr < place.until_idr


def test_too_few_are_refused_and_more_than_there_are_is_all() -> None:
    members, _ = a_city(0, "full")
    with pytest.raises(Refused, match="sample_empty"):
        draw([], size=5, seed=1, allocation=Allocation.NEYMAN)
    with pytest.raises(Refused, match="sample_too_small"):
        draw(members, size=1, seed=1, allocation=Allocation.NEYMAN)
    few = draw(members[:3], size=9, seed=1, allocation=Allocation.NEYMAN)
    assert len(few.items) == 3


def test_amounts_that_are_all_alike_make_one_band() -> None:
    alike = [replace(one, approved_idr=500, billed_idr=500) for one in a_city(0, "full")[0]]
    drawn = draw(alike, size=100, seed=1, allocation=Allocation.NEYMAN)
    assert {one.until_idr for one in drawn.strata} <= {None}
    assert len(drawn.items) == 100


@settings(max_examples=200, deadline=None)
@given(
    parts=st.lists(st.tuples(st.integers(1, 500), st.floats(0, 1e7)), min_size=1, max_size=12),
    size=st.integers(2, 4000),
    how=st.sampled_from(Allocation),
)
def test_shares_are_within_each_stratum_and_come_to_the_size(
    parts: list[tuple[int, float]], size: int, how: Allocation
) -> None:
    populations, spreads = [p for p, _ in parts], [s for _, s in parts]
    counts = shares(populations, spreads, size=size, allocation=how)
    least = sum(min(2, p) for p in populations)
    assert sum(counts) == min(max(size, least), sum(populations))
    assert all(min(2, p) <= c <= p for p, c in zip(populations, counts, strict=True))


@pytest.mark.parametrize(
    ("hits", "tries", "low", "high"),
    [(0, 30, 0.0, 0.1157), (1, 20, 0.0013, 0.2487), (5, 100, 0.0164, 0.1128),
     (10, 10, 0.6915, 1.0)],
)  # fmt: skip
def test_exact_binomial_intervals_are_those_of_the_tables(
    hits: int, tries: int, low: float, high: float
) -> None:
    assert [round(end, 4) for end in binomial_interval(hits, tries)] == [low, high]


@pytest.mark.parametrize(("freedom", "reach"), [(1, 12.706), (2, 4.303), (30, 2.042)])
def test_students_t_is_that_of_the_tables(freedom: int, reach: float) -> None:
    assert round(student_t(freedom), 3) == reach


def test_the_beta_function_has_its_ends() -> None:
    assert (incomplete_beta(2, 3, 0), incomplete_beta(2, 3, 1)) == (0.0, 1.0)
