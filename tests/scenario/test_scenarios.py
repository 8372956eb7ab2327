"""The sentences of every pack, decided by the coverage rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from multiguna.coverage.rules import coverage_stage, decide_coverage
from multiguna.coverage.terms import Care, CoverageFacts, CoverageRequest, Papers, Reason
from multiguna.programme.rules import read_pack
from multiguna.programme.terms import Pack, Scenario, ScenarioPerson

PACKS = [read_pack(folder) for folder in sorted((Path(__file__).parents[2] / "packs").iterdir())]
SCENARIOS = [(pack, scenario) for pack in PACKS for scenario in pack.scenarios]
KKS = {"own": 1, "other": 2}


def facts_of(person: ScenarioPerson) -> CoverageFacts | None:
    """What the registry would say of the person; None for somebody it does not know."""
    if not person.registered:
        return None
    return CoverageFacts(
        person_id=1,
        kk=KKS["own"],
        birth_date=person.born,
        died_on=person.died,
        residency=person.resident,
        poor=person.poor,
        near_poor=person.near_poor,
        other_payer=person.other_payer,
    )


def request_of(pack: Pack, scenario: Scenario) -> CoverageRequest:
    """What the desk would ask; a newborn has no number and is asked about through the mother."""
    shown = scenario.papers
    emergency = scenario.care == "emergency"
    return CoverageRequest(
        on=scenario.on,
        care=Care.INPATIENT if emergency else Care(scenario.care),
        emergency=emergency,
        papers=Papers(ktp=shown.ktp, kk=shown.kk, guardian_ktp=shown.guardian_ktp),
        kk=KKS[scenario.person.kk] if shown.kk else None,
        card_region="99.99" if scenario.person.card == "other_region" else pack.region,
        card_possible=scenario.person.card != "invalid",
        newborn_born_on=scenario.person.born if scenario.newborn_of else None,
    )


@pytest.mark.parametrize(
    ("pack", "scenario"),
    SCENARIOS,
    ids=[f"{pack.name}: {scenario.situation}" for pack, scenario in SCENARIOS],
)
def test_the_law_decides_as_the_sentence_says(pack: Pack, scenario: Scenario) -> None:
    decision = decide_coverage(
        facts_of(scenario.newborn_of or scenario.person),
        coverage_stage(pack, scenario.on),
        request_of(pack, scenario),
    )

    answer = "covered" if decision.covered else "not_covered"
    assert (answer, decision.reason.value) == (scenario.expect, scenario.reason)


def test_tangerang_has_a_sentence_for_every_reason() -> None:
    tangerang = next(pack for pack in PACKS if pack.name == "tangerang")
    told = {scenario.reason for scenario in tangerang.scenarios}
    assert told == {reason.value for reason in Reason}
    assert len(tangerang.scenarios) >= 35
