"""Finds the widest cover that a budget bears: every combination of levers, the same futures.

First all combinations are simulated in few runs, and those that something at least as wide
undercuts by more than chance could are left out. The others are simulated in all runs, and what is
then undercut falls away too. What is left is the frontier; the choice is its widest point that
needs no more than the budget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.planning.rules.forecasting import spread
from multiguna.planning.rules.frontier_words import answer, brings, sentence
from multiguna.planning.rules.needing import covered_share, needs_of
from multiguna.planning.rules.simulating import RUNS, simulate
from multiguna.planning.terms.costing import Levers, Needs, Reach, Service
from multiguna.planning.terms.evidence import Evidence
from multiguna.planning.terms.forecast import Spread
from multiguna.planning.terms.frontier import (
    WIDTH_ORDER,
    Aspect,
    Frontier,
    Grid,
    Point,
    Step,
)
from multiguna.planning.terms.profile import RegionProfile

CONFIDENCES = (80, 95, 99)
TRIAL_RUNS, TRIAL_MARGIN = 400, 0.02
"""So many runs sort out what is clearly undercut; closer than this part, all runs decide."""
COMBINATIONS_MAX, POINTS_MAX = 2_000, 150
PATH_POINTS = 8
"""The path from the narrowest to the widest has at most so many points, or people stop reading."""
YEAR_DAYS = 365
TRIED_COPAYMENT_BP = 1_000
TRIED_CEILING_IDR = 25_000_000
TRIED_EXCLUDED = frozenset({Service.DIALYSIS, Service.CATASTROPHIC})
"""Values that are tried beside the pack's own; a region may name others."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched in: a region, what is known, how many futures, and what counts as wide.

    The budget is one year's and has to last in each of `years`: the dearest of them counts.
    """

    profile: RegionProfile
    known: Evidence
    first_year: int
    years: int = 1
    runs: int = RUNS
    seed: int = 1
    order: tuple[Aspect, ...] = WIDTH_ORDER


def grid_around(base: Levers) -> Grid:
    """The values tried around a pack's own, which are always among them.

    Rates stay as they are: a lower rate would always win, and who would then still treat?
    """
    return Grid(
        reach=tuple(Reach),
        others_pay_first=(True, False),
        residency_days=tuple(sorted({0, base.residency_days, YEAR_DAYS})),
        care_class=(1, 2, 3),
        rates_bp=(base.rates_bp,),
        copayment_bp=tuple(sorted({0, base.copayment_bp, TRIED_COPAYMENT_BP})),
        referral=(False, True),
        ceiling_idr=(None, TRIED_CEILING_IDR if base.ceiling_idr is None else base.ceiling_idr),
        excluded=tuple(dict.fromkeys((frozenset(), base.excluded, TRIED_EXCLUDED))),
    )


def combinations(grid: Grid, profile: RegionProfile) -> tuple[Levers, ...]:
    """Every combination of a grid. Waiting for residence is tried only where people arrive.

    Refuses `grid_empty` and `grid_large` (more than `COMBINATIONS_MAX`).
    """
    days = grid.residency_days if profile.arrivals_bp else grid.residency_days[:1]
    found = tuple(
        Levers(*values)
        for values in product(
            grid.reach, grid.others_pay_first, days, grid.care_class, grid.rates_bp,
            grid.copayment_bp, grid.referral, grid.ceiling_idr, grid.excluded,
        )
    )  # fmt: skip
    if 0 < len(found) <= COMBINATIONS_MAX:
        return found
    raise Refused(
        "grid_large" if found else "grid_empty",
        Text(f"{len(found)} gabungan tuas; paling sedikit 1, paling banyak {COMBINATIONS_MAX}. "
             "Ubah nilai yang dicoba.",
             f"{len(found)} combinations of levers; at least 1, at most {COMBINATIONS_MAX}. "
             "Change the values tried."),
        combinations=len(found),
    )  # fmt: skip


def find_frontier(
    search: Search, levers: Sequence[Levers], *, budget_idr: int, confidence: int
) -> Frontier:
    """The widest cover for every budget, and the choice for one year's budget.

    `confidence` is 80, 95 or 99 of 100 years that the budget lasts. The same arguments, the same
    frontier. Refuses `confidence_unknown`.
    """
    if confidence not in CONFIDENCES:
        raise Refused(
            "confidence_unknown",
            Text(f"Keyakinan salah satu dari 80, 95, 99, bukan {confidence}.",
                 f"The confidence is one of 80, 95, 99, not {confidence}."),
        )  # fmt: skip
    residents = paid_people(_needs(search, Levers()))
    widths = [width_of(one, people_with_payer(search.profile, one, residents), search.order)
              for one in levers]  # fmt: skip
    few = min(search.runs, TRIAL_RUNS)
    trial = [_needed(cost, confidence) for cost in _costs(search, levers, few)]
    likely = _undominated(widths, trial, TRIAL_MARGIN if few < search.runs else 0.0)[:POINTS_MAX]
    kept = [levers[at] for at in likely]
    points = []
    costs = _costs(search, kept, search.runs)
    for one, cost in zip(kept, costs, strict=True):
        people = people_with_payer(search.profile, one, residents)
        points.append(
            Point(
                one, width_of(one, people, search.order), people,
                paid_people(_needs(search, one)), _needed(cost, confidence), spread(cost),
                round(float((cost > budget_idr).mean()) * 10_000),
            )
        )  # fmt: skip
    left = _undominated([p.width for p in points], [p.needed_idr for p in points], 0.0)
    frontier = tuple(points[at] for at in left)
    by_levers = dict(zip(kept, costs, strict=True))
    chosen = next((p for p in reversed(frontier) if p.needed_idr <= budget_idr), None)
    return Frontier(
        search.first_year, search.years, budget_idr, confidence, search.order, len(levers),
        frontier, chosen, tuple(_steps(_path(frontier, chosen), by_levers, search.years)),
        answer(chosen, frontier[0], residents, budget_idr, confidence, search.years),
    )  # fmt: skip


def people_with_payer(profile: RegionProfile, levers: Levers, residents: int) -> int:
    """Residents for whom somebody pays: another payer, or else this programme."""
    uninsured = 1 - profile.insured_bp / 10_000
    ours = covered_share(profile, replace(levers, others_pay_first=False))
    return round(residents * (1 - uninsured + uninsured * ours))


def paid_people(needs: Needs) -> int:
    """How many people a scenario pays for in its first year."""
    return round(needs.people)


def width_of(levers: Levers, people: int, order: Sequence[Aspect]) -> tuple[int, ...]:
    """How wide a scenario is, aspect by aspect in their order; the larger the wider.

    >>> width_of(Levers(copayment_bp=500), 10, (Aspect.FREE, Aspect.PEOPLE))
    (-500, 10)
    """
    ceiling = np.iinfo(np.int64).max if levers.ceiling_idr is None else levers.ceiling_idr
    by_aspect = {
        Aspect.PEOPLE: people,
        Aspect.FREE: -levers.copayment_bp,
        Aspect.SERVICES: -len(levers.excluded),
        Aspect.CEILING: int(ceiling),
        Aspect.REFERRAL: -int(levers.referral),
        Aspect.WARD: -levers.care_class,
        Aspect.RATES: levers.rates_bp,
        Aspect.COUNTER: -int(levers.others_pay_first),
    }
    return tuple(by_aspect[aspect] for aspect in order)


def _needs(search: Search, levers: Levers) -> Needs:
    return needs_of(search.profile, levers, search.known, code="", title=Text("", ""),
                    first_year=search.first_year)  # fmt: skip


def _costs(search: Search, levers: Sequence[Levers], runs: int) -> NDArray[np.int64]:
    """The dearest year's cost of each scenario in the same futures: `[scenario, run]`."""
    needs = [_needs(search, one) for one in levers]
    costs = simulate(needs, runs=runs, years=search.years, seed=search.seed)
    return np.asarray(costs.total_idr.max(axis=1))


def _needed(cost: NDArray[np.int64], confidence: int) -> int:
    """What the year does not exceed at a confidence."""
    found: Spread = spread(cost)
    return {80: found.q80_idr, 95: found.q95_idr, 99: found.q99_idr}[confidence]


def _undominated(
    widths: Sequence[tuple[int, ...]], needed: Sequence[int], margin: float
) -> list[int]:
    """Which scenarios nothing at least as wide undercuts by more than a part, the narrowest first.

    >>> _undominated([(1,), (2,), (3,), (3,)], [5, 4, 9, 8], 0.0)
    [1, 3]
    """
    order = sorted(range(len(widths)), key=lambda at: ([-part for part in widths[at]], needed[at]))
    kept, cheapest = [], None
    for at in order:
        if cheapest is None or needed[at] < cheapest * (1 + margin):
            kept.append(at)
        cheapest = needed[at] if cheapest is None else min(cheapest, needed[at])
    return kept[::-1]


def _path(points: Sequence[Point], chosen: Point | None) -> list[Point]:
    """Few points from the narrowest to the widest, by way of the choice, that only ever add.

    Between two of them it is the longest way on which no aspect gets narrower; then the smallest
    steps are taken together. Where there is no such way, one step both gives and takes.
    """
    ends = [0, *(at for at, point in enumerate(points) if point is chosen), len(points) - 1]
    way = [0]
    for since, until in pairwise(ends):
        way += _longest(points, since, until)
    found = [points[at] for at in way]
    while len(found) > PATH_POINTS:
        inner = [at for at in range(1, len(found) - 1) if found[at] is not chosen]
        least = min(inner, key=lambda at: found[at].needed_idr - found[at - 1].needed_idr)
        del found[least]
    return found


def _longest(points: Sequence[Point], since: int, until: int) -> list[int]:
    """The longest way up from one point (left out) to another; of equal ones the wider first."""
    if since == until:
        return []
    ways: dict[int, list[int]] = {until: [until]}
    for at in range(until - 1, since - 1, -1):
        onward = [step for step in ways if _within(points[at], points[step])]
        if onward:
            best = max(onward, key=lambda step: (len(ways[step]), step))
            ways[at] = [at, *ways[best]]
    return ways[since][1:] if since in ways else [until]


def _within(one: Point, other: Point) -> bool:
    """Whether the other is at least as wide in every aspect."""
    return all(a <= b for a, b in zip(one.width, other.width, strict=True))


def _steps(
    path: Sequence[Point], costs: dict[Levers, NDArray[np.int64]], years: int
) -> Iterator[Step]:
    for since, until in pairwise(path):
        extra_idr = until.needed_idr - since.needed_idr
        extra = spread(costs[until.levers] - costs[since.levers])
        what = brings(since.levers, until.levers)
        yield Step(since, until, extra_idr, extra, what, sentence(what, extra_idr, extra, years))
