"""Who is covered. Pure: facts, a stage and a request come in, a decision comes out.

What a stage judges by stands in `conditions`, for one person here and for many in `population`; SQL
says the same in `sql/coverage_decided.sql`, and a property test holds all of them together.
Source: the stages and parameters of the region's programme pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from multiguna.coverage.rules.conditions import birthday, judge
from multiguna.coverage.terms import (
    Care,
    CoverageDecision,
    CoverageFacts,
    CoverageRequest,
    CoverageStage,
    JudgedCoverage,
    Papers,
    Reason,
)
from multiguna.coverage.terms.population import NEVER, DatedFacts
from multiguna.kernel.canonical import Json
from multiguna.programme.rules.choosing import number_on, stage_on
from multiguna.programme.terms import Pack, Period
from multiguna.registry.rules import kk_is_possible, nik_is_possible
from multiguna.registry.terms import PersonCard

StageTime: TypeAlias = tuple[int, int, CoverageStage]
"""A stage with its numbers, and the day numbers [from, until) in which it holds."""


@lru_cache(maxsize=512)
def coverage_stage(pack: Pack, on: date) -> CoverageStage | None:
    """The pack's stage on a day with its numbers filled in; None before the programme."""
    stage = stage_on(pack, on)
    if stage is None:
        return None
    days_min = ktp_age_min = 0
    newborn_days_max = hours = None
    welfare: tuple[str, ...] = ()
    for condition in stage.conditions:
        match condition.kind:
            case "resident":
                assert condition.days_min is not None
                days_min = number_on(pack, condition.days_min, on)
            case "newborn_on_mother":
                assert condition.days_max is not None
                newborn_days_max = number_on(pack, condition.days_max, on)
            case "welfare":
                welfare = condition.any_of
            case "papers":
                ktp_age_min = number_on(pack, "ktp_age_min", on)
                hours = number_on(pack, "papers_hours_emergency", on)
    kinds = tuple(condition.kind for condition in stage.conditions)
    return CoverageStage(
        stage.code, pack.region, kinds, days_min, welfare, newborn_days_max, ktp_age_min, hours
    )


def stage_times(pack: Pack) -> tuple[StageTime, ...]:
    """The times in which a stage and all its numbers stay the same, earliest first."""
    return tuple(_stage_times(pack))


def _stage_times(pack: Pack) -> Iterator[StageTime]:
    changes = {value.starts for parameter in pack.parameters for value in parameter.values}
    for stage in pack.stages:
        inside = {day for day in changes if Period(stage.starts, stage.until).holds(day)}
        cuts = sorted({stage.starts, *inside})
        for starts, until in zip(cuts, [*cuts[1:], stage.until], strict=True):
            numbers = coverage_stage(pack, starts)
            assert numbers is not None
            yield starts.toordinal(), until.toordinal() if until else NEVER, numbers


def decide_coverage(
    facts: CoverageFacts | None, stage: CoverageStage | None, request: CoverageRequest
) -> CoverageDecision:
    """Decide whether a person is covered on a day; the first condition that fails gives the reason.

    `facts` is None for a card that the registry does not know; for a newborn they are the
    mother's. Every outcome has a reason with a sentence in Indonesian and English.

    >>> decide_coverage(None, None, CoverageRequest(date(2007, 1, 1))).reason
    <Reason.NO_STAGE: 'no_stage'>
    """
    if stage is None:
        return CoverageDecision(Reason.NO_STAGE, None)
    reason = _unusable_card(facts, stage, request)
    if reason is None:
        assert facts is not None
        newborn = request.newborn_born_on is not None
        reason = judge(dated_facts(facts, stage, request), stage, newborn=newborn)
    return CoverageDecision(reason, stage.code)


def _unusable_card(
    facts: CoverageFacts | None, stage: CoverageStage, request: CoverageRequest
) -> Reason | None:
    if not request.card_possible:
        return Reason.INVALID_IDENTITY
    if facts is not None and (
        request.newborn_born_on is None or stage.newborn_days_max is not None
    ):
        return None
    if request.card_region is not None and request.card_region != stage.region:
        return Reason.OTHER_REGION_CARD
    return Reason.NOT_REGISTERED


def dated_facts(facts: CoverageFacts, stage: CoverageStage, request: CoverageRequest) -> DatedFacts:
    """What is known of a person and was shown, as the day numbers that the conditions compare."""
    born, shown, on = request.newborn_born_on, request.papers, request.on.toordinal()
    grown = NEVER
    if born is None and "papers" in stage.kinds:
        grown = birthday(facts.birth_date, stage.ktp_age_min).toordinal()
    residency = facts.residency
    return DatedFacts(
        on=on,
        birth=facts.birth_date.toordinal(),
        born=(facts.birth_date if born is None else born).toordinal(),
        died=NEVER if born or facts.died_on is None else facts.died_on.toordinal(),
        first_resident=residency[0].starts.toordinal() if residency else NEVER,
        resident_since=_since(residency, request.on),
        poor_since=_since(facts.poor, request.on),
        near_poor_since=_since(facts.near_poor, request.on),
        payer_since=_since(facts.other_payer, request.on),
        other_kk=request.kk is not None and request.kk != facts.kk,
        kk=shown.kk,
        ktp=shown.ktp and born is None,
        guardian_ktp=shown.guardian_ktp,
        grown_on=grown,
        emergency=request.emergency,
    )


def _since(periods: Sequence[Period], on: date) -> int:
    for period in periods:
        if period.holds(on):
            return period.starts.toordinal()
    return NEVER


PERSON_FACTS = (
    "birth_date", "died_on", "kk_matches", "near_poor", "other_payer", "person_id", "poor",
    "residency",
)  # fmt: skip


def coverage_request(
    *, nik: int, kk: int | None, care: Care, emergency: bool, newborn_born_on: date | None,
    papers: Papers, on: date,
) -> CoverageRequest:  # fmt: skip
    """What a desk asks, with what its cards say by themselves. For a newborn, the mother's."""
    return CoverageRequest(
        on=on,
        care=care,
        emergency=emergency,
        papers=papers,
        kk=kk,
        card_region=None if kk is None else f"{str(kk)[:2]}.{str(kk)[2:4]}",
        card_possible=nik_is_possible(str(nik)) and (kk is None or kk_is_possible(str(kk))),
        newborn_born_on=newborn_born_on,
    )


def judge_coverage(
    facts: CoverageFacts | None, person: PersonCard | None, request: CoverageRequest, pack: Pack,
    install_no: int | None,
) -> JudgedCoverage:  # fmt: skip
    """Decide by the pack in force, with everything that the record of the decision keeps."""
    stage = coverage_stage(pack, request.on)
    decision = decide_coverage(facts, stage, request)
    later = stage is not None and decision.reason is Reason.COVERED_PAPERS_LATER
    return JudgedCoverage(
        decision=decision,
        person=person,
        facts=facts,
        papers_hours=stage.papers_hours_emergency if stage and later else None,
        subject=f"person:{facts.person_id}" if facts else "person:unknown",
        outcome="covered" if decision.covered else "not_covered",
        recorded=recorded_facts(facts, request),
        pack=pack_version(pack, install_no, decision.stage_code),
    )


def pack_version(pack: Pack, install_no: int | None, stage_code: str | None) -> Json:
    """The law that a decision was made by, as its record keeps it."""
    return {
        "name": pack.name, "version": pack.version, "install_no": install_no, "stage": stage_code,
    }  # fmt: skip


def recorded_facts(facts: CoverageFacts | None, request: CoverageRequest) -> dict[str, Json]:
    """What a decision record keeps: all that the decision read, no name and no number of a card.

    Always the same keys. Periods are written as PostgreSQL writes multiranges.
    """
    shown = request.papers
    papers = {"ktp": shown.ktp, "kk": shown.kk, "guardian_ktp": shown.guardian_ktp}
    asked: dict[str, Json] = {
        "card_possible": request.card_possible,
        "card_region": request.card_region,
        "care": request.care.value,
        "emergency": request.emergency,
        "newborn_born_on": _day(request.newborn_born_on),
        "papers": [name for name, seen in papers.items() if seen],
    }
    if facts is None:
        return {**asked, **dict.fromkeys(PERSON_FACTS)}
    return {
        **asked,
        "birth_date": _day(facts.birth_date),
        "died_on": _day(facts.died_on),
        "kk_matches": None if request.kk is None else request.kk == facts.kk,
        "near_poor": _days(facts.near_poor),
        "other_payer": _days(facts.other_payer),
        "person_id": facts.person_id,
        "poor": _days(facts.poor),
        "residency": _days(facts.residency),
    }


def decision_read_again(
    recorded: Mapping[str, Json], on: date
) -> tuple[CoverageFacts | None, CoverageRequest]:
    """The facts and the request of a record, so that its decision can be made again.

    The number of the family card is not in a record; whether it matched is.
    """
    papers = recorded["papers"]
    assert isinstance(papers, Sequence)
    matches, person_id = recorded["kk_matches"], recorded["person_id"]
    request = CoverageRequest(
        on=on,
        care=Care(str(recorded["care"])),
        emergency=recorded["emergency"] is True,
        papers=Papers("ktp" in papers, "kk" in papers, "guardian_ktp" in papers),
        kk=None if matches is None else int(matches is True),
        card_region=_text(recorded["card_region"]),
        card_possible=recorded["card_possible"] is True,
        newborn_born_on=_date(recorded["newborn_born_on"]),
    )
    if person_id is None:
        return None, request
    born = _date(recorded["birth_date"])
    assert isinstance(person_id, int)
    assert born is not None
    periods = (
        _periods(recorded[name]) for name in ("residency", "poor", "near_poor", "other_payer")
    )
    return CoverageFacts(person_id, 1, born, _date(recorded["died_on"]), *periods), request


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _days(periods: Sequence[Period]) -> str:
    parts = (f"[{period.starts},{period.until or ''})" for period in periods)
    return "{" + ",".join(parts) + "}"


def _text(value: Json) -> str | None:
    assert value is None or isinstance(value, str)
    return value


def _date(value: Json) -> date | None:
    text = _text(value)
    return None if text is None else date.fromisoformat(text)


def _periods(value: Json) -> tuple[Period, ...]:
    found = re.findall(r"\[([0-9-]+),([0-9-]*)\)", _text(value) or "")
    return tuple(
        Period(date.fromisoformat(a), date.fromisoformat(b) if b else None) for a, b in found
    )
