"""The sentences that a new pack is given are decided as they say, whatever was answered."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from multiguna.coverage.rules.scenarios import decide_scenario
from multiguna.programme.rules import read_pack
from multiguna.programme.rules.answers import read_answers
from multiguna.programme.rules.founding import found_pack
from multiguna.programme.rules.problems import Problems

TEMPLATE = read_pack(Path(__file__).parents[2] / "packs" / "template")
ON = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("who", "mode", "days", "starts"),
    list(product(
        ("everyone", "poor"), ("full", "gap"), (0, 1, 180, 3650),
        (date(2026, 1, 1), date(2024, 2, 29)),
    )),
)  # fmt: skip
def test_the_first_scenarios_are_true(who: str, mode: str, days: int, starts: date) -> None:
    problems = Problems()
    answers = read_answers(
        {"region": "13.06", "who": who, "mode": mode, "from": starts,
         "parameters": {"residency_days_min": days}},
        TEMPLATE, on=ON, file="x", problems=problems,
    )  # fmt: skip
    assert answers is not None
    pack = found_pack(TEMPLATE, answers)
    for scenario in pack.scenarios:
        decision = decide_scenario(pack, scenario)
        assert (scenario.situation, decision.reason.value) == (scenario.situation, scenario.reason)
    reasons = {scenario.reason for scenario in pack.scenarios}
    assert ("not_poor" in reasons) == (who == "poor")
    assert ("other_payer" in reasons) == (mode == "gap")
    assert ("residency_too_short" in reasons) == (days > 0)
