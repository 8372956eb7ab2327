"""What a pack says when asked: whether its scenarios come out, and what has no estimate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from multiguna.coverage.rules.scenarios import scenario_comes_out
from multiguna.planning.terms.readiness import HospitalFacts, PackFacts
from multiguna.programme.rules import stage_on, value_on
from multiguna.programme.terms import Mode, Pack, Period, Stage

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
    return tuple(one.situation for one in pack.scenarios if not scenario_comes_out(pack, one))


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
