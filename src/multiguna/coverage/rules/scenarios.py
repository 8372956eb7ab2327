"""What the rules decide of a pack's scenarios, the sentences that say what its law does. Pure."""

from __future__ import annotations

from multiguna.coverage.rules.deciding import coverage_stage, decide_coverage
from multiguna.coverage.terms import (
    Care,
    CoverageDecision,
    CoverageFacts,
    CoverageRequest,
    Papers,
)
from multiguna.programme.terms import Pack, Scenario, ScenarioPerson

FAMILY_CARDS = {"own": 1, "other": 2}
ELSEWHERE = "99.99"


def decide_scenario(pack: Pack, scenario: Scenario) -> CoverageDecision:
    """The decision of a pack's law on the person, day and papers of a scenario."""
    return decide_coverage(
        _facts(scenario.newborn_of or scenario.person),
        coverage_stage(pack, scenario.on),
        _request(pack, scenario),
    )


def scenario_comes_out(pack: Pack, scenario: Scenario) -> bool:
    """Whether the law decides as the scenario's sentence says, and for the reason that it names."""
    decision = decide_scenario(pack, scenario)
    answer = "covered" if decision.covered else "not_covered"
    return (answer, decision.reason.value) == (scenario.expect, scenario.reason)


def _facts(person: ScenarioPerson) -> CoverageFacts | None:
    """What the registry would say of the person; None for somebody it does not know."""
    if not person.registered:
        return None
    return CoverageFacts(
        person_id=1,
        kk=FAMILY_CARDS["own"],
        birth_date=person.born,
        died_on=person.died,
        residency=person.resident,
        poor=person.poor,
        near_poor=person.near_poor,
        other_payer=person.other_payer,
    )


def _request(pack: Pack, scenario: Scenario) -> CoverageRequest:
    """What the desk would ask; a newborn has no number and is asked about through the mother."""
    shown, person = scenario.papers, scenario.person
    emergency = scenario.care == "emergency"
    return CoverageRequest(
        on=scenario.on,
        care=Care.INPATIENT if emergency else Care(scenario.care),
        emergency=emergency,
        papers=Papers(ktp=shown.ktp, kk=shown.kk, guardian_ktp=shown.guardian_ktp),
        kk=FAMILY_CARDS[person.kk] if shown.kk else None,
        card_region=ELSEWHERE if person.card == "other_region" else pack.region,
        card_possible=person.card != "invalid",
        newborn_born_on=person.born if scenario.newborn_of else None,
    )
