"""Studies up to four scenarios for a decision: forecasts, the frontier, the past, and what is read.

All scenarios are simulated in the same futures; the frontier draws its own with the same seed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Text
from multiguna.planning.rules.believing import beliefs_on, evidence_on
from multiguna.planning.rules.forecasting import forecast
from multiguna.planning.rules.frontier import (
    Search,
    combinations,
    find_frontier,
    grid_around,
    paid_people,
    people_with_payer,
)
from multiguna.planning.rules.hindcasting import hindcast
from multiguna.planning.rules.levering import change
from multiguna.planning.rules.needing import needs_of
from multiguna.planning.rules.simulating import RUNS, YEARS, Costs, simulate
from multiguna.planning.terms.costing import Levers, Needs
from multiguna.planning.terms.evidence import Evidence, Fact
from multiguna.planning.terms.memo import Scenario, Studied, Study, Tally
from multiguna.planning.terms.profile import RegionProfile

SCENARIOS_MAX = 4
"""More do not stand side by side on paper."""
PARTS = 48
FAR = 0.995
"""The dearest of 200 runs are left out of the picture of a year, and counted at its edge."""


def study(
    profile: RegionProfile, base: Levers, scenarios: Sequence[Scenario], *, pack: str,
    known_on: date, first_year: int, budget_idr: int, confidence: int = 95, runs: int = RUNS,
    years: int = YEARS, seed: int = 1,
) -> Study:  # fmt: skip
    """Study scenarios of a region; without any, the pack's own and the widest that fits.

    `base` are the pack's levers. The same arguments, the same study. Refuses `scenarios_many` and
    `known_too_little`.
    """
    if len(scenarios) > SCENARIOS_MAX:
        raise Refused(
            "scenarios_many",
            Text(f"Paling banyak {SCENARIOS_MAX} skenario berdampingan.",
                 f"At most {SCENARIOS_MAX} scenarios side by side."),
        )  # fmt: skip
    read = _Read(evidence_on(known_on).facts)
    known = Evidence(known_on, read)
    search = Search(profile, evidence_on(known_on), first_year, runs=runs, seed=seed)
    frontier = find_frontier(
        search, combinations(grid_around(base), profile), budget_idr=budget_idr,
        confidence=confidence,
    )  # fmt: skip
    chosen = list(scenarios) or _usual(
        base, None if frontier.chosen is None else frontier.chosen.levers
    )
    needs = [
        needs_of(profile, one.levers, known, code=one.code, title=one.title,
                 first_year=first_year)
        for one in chosen
    ]  # fmt: skip
    widest = [] if frontier.chosen is None else [
        needs_of(profile, frontier.chosen.levers, search.known, code="", title=Text("", ""),
                 first_year=first_year)
    ]  # fmt: skip
    costs = simulate([*needs, *widest], runs=runs, years=years, seed=seed)
    later = [forecast(costs, len(needs), budget_idr=budget_idr).years for _ in widest]
    residents = paid_people(needs_of(profile, Levers(), search.known, code="", title=Text("", ""),
                                     first_year=first_year))  # fmt: skip
    found = tuple(
        Studied(
            one, forecast(costs, at, budget_idr=budget_idr), _tally(costs, at, budget_idr),
            people_with_payer(profile, one.levers, residents),
        )
        for at, one in enumerate(chosen)
    )  # fmt: skip
    beliefs = {code: belief for one in needs for code, belief in one.beliefs.items()}
    return Study(
        profile, pack, known_on, first_year, years, runs, seed, budget_idr, found, frontier,
        later[0] if later else (), hindcast(runs=runs, seed=seed), _facts(read, needs, known_on),
        tuple(beliefs[code] for code in sorted(beliefs)),
    )  # fmt: skip


def scenario_of(text: str, base: Levers) -> Scenario:
    """A scenario as people write it: `kelas 2: care_class=2; copayment_bp=500`.

    Changes to the pack's levers, apart by `;` or by `,` before another lever; a scenario without
    changes is the pack as it is. Refuses what `change` refuses, and `scenario_unnamed`.

    >>> scenario_of("K2: care_class=2, excluded=dialysis,maternity", Levers()).levers.care_class
    2
    """
    name, _, changes = text.partition(":")
    name = name.strip()
    if not name or "=" in name:
        raise Refused(
            "scenario_unnamed",
            Text("Tulis nama di depan: `kelas 2: care_class=2`.",
                 "Write a name before it: `class 2: care_class=2`."),
        )  # fmt: skip
    parts = [part for part in re.split(r";|,(?=\s*\w+=)", changes) if part.strip()]
    return Scenario(name, Text(name, name), change(base, parts))


def _usual(base: Levers, widest: Levers | None) -> list[Scenario]:
    """The pack as it is, that without another payer first or with, and the widest that fits."""
    found = [Scenario("paket", Text("Paket sekarang", "The pack as it is"), base)]
    if widest is not None and widest != base:
        found.append(Scenario("muat", Text("Terluas yang muat", "The widest that fits"), widest))
    turned = replace(base, others_pay_first=not base.others_pay_first)
    title = (
        Text("JKN membayar dahulu", "JKN pays first")
        if turned.others_pay_first
        else Text("Tanpa bertanya JKN", "Not asking JKN first")
    )
    if turned != widest:
        found.append(Scenario("penjamin", title, turned))
    return found


def _tally(costs: Costs, at: int, budget_idr: int) -> Tally:
    """The first year's runs in equal parts, far enough to show the budget if it is near."""
    total: NDArray[np.int64] = costs.total_idr[at, 0]
    far = int(np.quantile(total, FAR))
    high = max(far, budget_idr) if budget_idr < 2 * far else far
    low = 0
    edges = np.linspace(low, high, PARTS + 1)
    counted, _ = np.histogram(np.minimum(total, high), bins=edges)
    return Tally(low, high, tuple(int(count) for count in counted))


class _Read(dict[str, Fact]):
    """Facts that remember how often each was read."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        super().__init__(facts)
        self.times: Counter[str] = Counter()

    def __getitem__(self, code: str) -> Fact:
        self.times[code] += 1
        return super().__getitem__(code)


def _facts(read: _Read, needs: Sequence[Needs], on: date) -> tuple[Fact, ...]:
    """The facts that the scenarios rest on: read for rates and bills, or behind a belief drawn.

    Every scenario asks for all beliefs; what only beliefs that are not used read is left out.
    """
    asked = _Read(dict(read))
    beliefs_on(Evidence(on, asked))
    used = {code for code, times in read.times.items() if times > len(needs) * asked.times[code]}
    used |= {code for one in needs for belief in one.beliefs.values() for code in belief.known}
    return tuple(fact for code, fact in dict(read).items() if code in used)
