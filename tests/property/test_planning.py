"""What holds for every triangle, every past and every limit."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multiguna.planning.rules.reserving import (
    Array,
    arrival_pattern,
    benktander,
    bornhuetter_ferguson,
    chain_ladder,
    interval,
    reserve,
    trended_prior,
)
from multiguna.planning.rules.run_out import project
from multiguna.planning.terms import Method

ON = date(2012, 6, 30)
END = date(2012, 12, 31)
sizes = st.integers(2, 14)


@st.composite
def triangles(draw: st.DrawFn) -> Array:
    """Months of which more and more arrives; some have nothing at first, some bills come back."""
    rows, columns = draw(sizes), draw(sizes)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pattern = rng.dirichlet(np.full(columns, draw(st.sampled_from((0.3, 1.0, 5.0)))))
    received = rng.gamma(5, 1e9, (rows, 1)) * pattern * rng.gamma(9, 1 / 9, (rows, columns))
    received *= rng.random((rows, columns)) > draw(st.sampled_from((0.0, 0.2)))
    cumulative = np.cumsum(received, axis=1)
    months, ages = np.indices((rows, columns))
    known = np.where(months + ages < max(rows, columns), cumulative, np.nan)
    known[:, 0] = cumulative[:, 0]
    return known


@given(triangles(), st.sampled_from((0.5, 4.0, 1024.0)))
def test_a_currency_makes_no_difference(triangle: Array, factor: float) -> None:
    prior = np.linspace(1e9, 9e9, len(triangle))
    for one, many in (
        (chain_ladder(triangle), chain_ladder(triangle * factor)),
        (benktander(triangle, prior), benktander(triangle * factor, prior * factor)),
    ):
        assert many.ultimates == pytest.approx(one.ultimates * factor)
        assert many.se == pytest.approx(one.se * factor)
        assert many.total_se == pytest.approx(one.total_se * factor)


@given(triangles())
def test_nothing_known_is_lost_and_errors_are_numbers(triangle: Array) -> None:
    prior = trended_prior(triangle, np.full(len(triangle), 1e9))
    assert (prior >= 0).all()
    for estimate in (chain_ladder(triangle), benktander(triangle, prior)):
        assert (estimate.ibnr >= -1e-3).all(), "what grows does not shrink"
        assert estimate.ultimates == pytest.approx(estimate.latest + estimate.ibnr)
        assert np.isfinite(estimate.se).all()
        assert estimate.se**2 == pytest.approx(estimate.process_se**2 + estimate.parameter_se**2)
        complete = estimate.shares >= 1
        assert (np.abs(estimate.ibnr[complete]) < 1e-3).all()


@given(triangles(), st.floats(0.2, 5))
def test_benktander_lies_between_the_prior_and_the_bills(triangle: Array, high: float) -> None:
    ladder = chain_ladder(triangle)
    prior = ladder.ultimates.mean() * np.linspace(0.5, high, len(triangle))
    started = arrival_pattern(triangle).shares[0] > 0
    with_prior = [benktander(triangle, prior, iterations=times).ibnr for times in (1, 2, 4)]
    assert with_prior[0] == pytest.approx(bornhuetter_ferguson(triangle, prior).ibnr)
    if started:
        for nearer, farther in zip(with_prior[1:], with_prior[:-1], strict=True):
            apart = np.abs(nearer - ladder.ibnr) - np.abs(farther - ladder.ibnr)
            assert (apart <= 1e-6 * np.abs(ladder.ultimates) + 1e-3).all()


@given(triangles())
def test_whole_rupiah_add_up(triangle: Array) -> None:
    months = [date(2012, 1, 1) + timedelta(days=31 * n) for n in range(len(triangle))]
    answer = reserve(Method.CHAIN_LADDER, months, chain_ladder(triangle))
    assert answer.ibnr_idr == sum(month.ibnr_idr for month in answer.months)
    assert answer.ultimate_idr == answer.known_idr + answer.ibnr_idr
    for month in answer.months:
        assert month.ultimate_idr == month.known_idr + month.ibnr_idr


@given(st.floats(-1e12, 1e12), st.floats(1, 1e12), st.integers(0, 40))
def test_an_interval_holds_its_middle_and_widens_with_doubt(
    mean: float, se: float, past: int
) -> None:
    low, high = interval(mean, se, past)
    assert low < high
    if mean * 10 > se:
        assert low > 0
    if past:
        known = interval(mean, se, 0)
        assert low <= known[0]
        assert high >= known[1]


@st.composite
def pasts(draw: st.DrawFn) -> tuple[list[int], int]:
    """Days of any scale, busy or nearly empty, with gaps and steps; and a seed."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    days = draw(st.integers(14, 400))
    level = 10.0 ** draw(st.integers(1, 9))
    step = np.where(np.arange(days) > days * 0.7, draw(st.sampled_from((0.2, 1.0, 3.0))), 1.0)
    busy = rng.random(days) < draw(st.sampled_from((0.05, 0.5, 1.0)))
    daily = (rng.gamma(2, level / 2, days) * step * busy).astype(int)
    daily[[0, -1]] += 1
    return daily.tolist(), draw(st.integers(0, 100))


@settings(deadline=None, max_examples=60)
@given(pasts(), st.lists(st.integers(1, 10**13), min_size=2, max_size=4))
def test_paths_rise_and_a_larger_limit_lasts_longer(
    past: tuple[list[int], int], limits: list[int]
) -> None:
    daily, seed = past
    spent = sum(daily)
    answer = project(
        daily,
        on=ON,
        until=END,
        spent_idr=spent,
        limits_idr=sorted(limits),
        paths=200,
        seed=seed,
    )
    assert answer is not None
    assert [point.on for point in answer.fan] == [ON + timedelta(days=n) for n in range(185)]
    lows, middles, highs = (
        [getattr(point, name) for point in answer.fan] for name in ("p10_idr", "p50_idr", "p90_idr")
    )
    for quantile in (lows, middles, highs):
        assert quantile == sorted(quantile), "what is promised stays promised"
        assert abs(quantile[0] - spent) <= 1
    assert all(a <= b <= c for a, b, c in zip(lows, middles, highs, strict=True))
    never = END + timedelta(days=1)
    last = ()
    for run_out in answer.run_outs:
        days = [day or never for day in (run_out.p10, run_out.p50, run_out.p90)]
        assert days == sorted(days)
        assert days[0] >= ON
        chance = run_out.chance_to_reach_bp
        assert 0 <= chance <= 10_000
        assert (chance > 5_000) <= (run_out.p50 is None)
        now = (chance, *days)
        assert all(a <= b for a, b in zip(last, now, strict=False))
        last = now


@settings(deadline=None, max_examples=25)
@given(pasts())
def test_a_scale_makes_no_difference_to_the_days(past: tuple[list[int], int]) -> None:
    daily, seed = past
    limit = 2 * sum(daily)
    one, many = (
        project(
            [factor * day for day in daily],
            on=ON,
            until=END,
            spent_idr=factor * sum(daily),
            limits_idr=[factor * limit],
            paths=200,
            seed=seed,
        )
        for factor in (1, 1024)
    )
    assert one is not None and many is not None
    mine, theirs = one.run_outs[0], many.run_outs[0]
    assert abs(mine.chance_to_reach_bp - theirs.chance_to_reach_bp) <= 50
