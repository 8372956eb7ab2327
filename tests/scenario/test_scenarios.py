"""The sentences of every pack, decided by the coverage rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from multiguna.coverage.rules.scenarios import decide_scenario
from multiguna.coverage.terms import Reason
from multiguna.programme.rules import read_pack
from multiguna.programme.terms import Pack, Scenario

PACKS = [read_pack(folder) for folder in sorted((Path(__file__).parents[2] / "packs").iterdir())]
SCENARIOS = [(pack, scenario) for pack in PACKS for scenario in pack.scenarios]


@pytest.mark.parametrize(
    ("pack", "scenario"),
    SCENARIOS,
    ids=[f"{pack.name}: {scenario.situation}" for pack, scenario in SCENARIOS],
)
def test_the_law_decides_as_the_sentence_says(pack: Pack, scenario: Scenario) -> None:
    decision = decide_scenario(pack, scenario)

    answer = "covered" if decision.covered else "not_covered"
    assert (answer, decision.reason.value) == (scenario.expect, scenario.reason)


def test_tangerang_has_a_sentence_for_every_reason() -> None:
    tangerang = next(pack for pack in PACKS if pack.name == "tangerang")
    told = {scenario.reason for scenario in tangerang.scenarios}
    assert told == {reason.value for reason in Reason}
    assert len(tangerang.scenarios) >= 35
