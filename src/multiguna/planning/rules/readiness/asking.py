"""What a pack says when asked: whether its scenarios come out, and what has no estimate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from multiguna.coverage.rules import coverage_stage, decide_coverage
from multiguna.coverage.terms import Care, CoverageFacts, CoverageRequest, Papers
from multiguna.planning.terms.readiness import HospitalFacts, PackFacts
from multiguna.programme.rules import stage_on, value_on
from multiguna.programme.terms import Mode, Pack, Period, Scenario, ScenarioPerson, Stage

FAMILY_CARDS = {"own": 1, "other": 2}
ELSEWHERE = "99.99"
CARES = ("inpatient", "outpatient")


def pack_facts(
    pack: Pack,
    hospitals: Sequence[HospitalFacts],
    *,
    installed_on: date,
    signed_by: str | None,
    on: date,
) -> PackFacts:
    """What readiness needs to know of the pack in force on a day."""
    stage = stage_on(pack, on)
    kinds = {condition.kind for condition in stage.conditions} if stage else set()
    return PackFacts(
        name=pack.name,
        version=pack.version,
        installed_on=installed_on,
        signed_by=signed_by,
        stage=stage.title if stage else None,
        stage_until=stage.until if stage else None,
        checked_on=_checked_on(pack, stage, on) if stage else None,
        wants_payer=stage is not None and (stage.mode is Mode.GAP or "no_other_payer" in kinds),
        scenarios=len(pack.scenarios),
        failing=failing_scenarios(pack),
        villages=len(pack.villages),
        uncosted=uncosted_care(pack, hospitals, on),
    )


def _checked_on(pack: Pack, stage: Stage, on: date) -> date | None:
    values = (value_on(pack, name, on) for name in stage.parameters)
    return min((value.checked_on for value in values if value is not None), default=None)


def failing_scenarios(pack: Pack) -> tuple[str, ...]:
    """The sentences of a pack that its own rules decide otherwise."""
    return tuple(one.situation for one in pack.scenarios if not _comes_out(pack, one))


def _comes_out(pack: Pack, scenario: Scenario) -> bool:
    decision = decide_coverage(
        _facts(scenario.newborn_of or scenario.person),
        coverage_stage(pack, scenario.on),
        _request(pack, scenario),
    )
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


def uncosted_care(pack: Pack, hospitals: Sequence[HospitalFacts], on: date) -> tuple[str, ...]:
    """Kinds of care and hospital classes that are agreed and have no estimate on a day."""
    costed = {
        (row.care, row.provider_class)
        for row in pack.estimates
        if Period(row.starts, row.until).holds(on)
    }
    agreed = {
        (care, one.provider_class) for one in hospitals for care in CARES if care in one.services
    }
    return tuple(f"{care} {of_class}" for care, of_class in sorted(agreed - costed))
