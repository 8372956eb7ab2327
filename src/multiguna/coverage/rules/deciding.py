"""Who is covered. Pure: facts, a stage and a request come in, a decision comes out.

The same rules stand as SQL in `sql/coverage_decided.sql` for a population; a property test holds
the two together. Source: the stages and parameters of the region's programme pack.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

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
from multiguna.kernel.canonical import Json
from multiguna.programme.rules.choosing import number_on, stage_on
from multiguna.programme.terms import Pack, Period
from multiguna.registry.rules import kk_is_possible, nik_is_possible
from multiguna.registry.terms import PersonCard


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
        reason = _time_of_birth(facts, stage, request)
        for kind in stage.kinds:
            reason = reason or CONDITIONS[kind](facts, stage, request)
        reason = reason or (Reason.COVERED_NEWBORN if newborn else Reason.COVERED)
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


def _time_of_birth(
    facts: CoverageFacts, stage: CoverageStage, request: CoverageRequest
) -> Reason | None:
    born = request.newborn_born_on
    if born is None:
        return Reason.NOT_BORN_YET if request.on < facts.birth_date else None
    assert stage.newborn_days_max is not None
    if request.on < born:
        return Reason.NOT_BORN_YET
    if (request.on - born).days > stage.newborn_days_max:
        return Reason.NEWBORN_WINDOW_OVER
    return None


def _alive(facts: CoverageFacts, _: CoverageStage, request: CoverageRequest) -> Reason | None:
    """The day of death is still covered; a newborn is not judged by the mother's death."""
    if request.newborn_born_on is not None or facts.died_on is None:
        return None
    return Reason.DIED if request.on > facts.died_on else None


def _resident(
    facts: CoverageFacts, stage: CoverageStage, request: CoverageRequest
) -> Reason | None:
    """Resident on the day, for the days asked or since birth; gone is not the same as not yet."""
    on = request.on
    period = next((period for period in facts.residency if period.holds(on)), None)
    if period is None:
        began = any(period.starts <= on for period in facts.residency)
        return Reason.MOVED_OUT if began else Reason.NOT_RESIDENT_YET
    long_enough = period.starts <= on - timedelta(days=stage.residency_days_min)
    if long_enough or period.starts <= facts.birth_date <= on:
        return None
    return Reason.RESIDENCY_TOO_SHORT


def _welfare(facts: CoverageFacts, stage: CoverageStage, request: CoverageRequest) -> Reason | None:
    statuses = {"poor": facts.poor, "near_poor": facts.near_poor}
    if any(_holds(statuses[name], request.on) for name in stage.welfare):
        return None
    return Reason.NOT_POOR


def _no_other_payer(
    facts: CoverageFacts, _: CoverageStage, request: CoverageRequest
) -> Reason | None:
    return Reason.OTHER_PAYER if _holds(facts.other_payer, request.on) else None


def _papers(facts: CoverageFacts, stage: CoverageStage, request: CoverageRequest) -> Reason | None:
    """KK with the own KTP, or with a guardian's for whoever is too young to have one."""
    if request.kk is not None and request.kk != facts.kk:
        return Reason.FAMILY_CARD_MISMATCH
    papers, newborn = request.papers, request.newborn_born_on is not None
    minor = newborn or _years(facts.birth_date, request.on) < stage.ktp_age_min
    if papers.kk and ((papers.ktp and not newborn) or (papers.guardian_ktp and minor)):
        return None
    return Reason.COVERED_PAPERS_LATER if request.emergency else Reason.PAPERS_MISSING


def _newborn_on_mother(*_: object) -> Reason | None:
    """A newborn's window is judged before the conditions; for others this asks nothing."""
    return None


CONDITIONS: dict[str, Callable[[CoverageFacts, CoverageStage, CoverageRequest], Reason | None]] = {
    "alive": _alive,
    "resident": _resident,
    "welfare": _welfare,
    "no_other_payer": _no_other_payer,
    "papers": _papers,
    "newborn_on_mother": _newborn_on_mother,
}


def _holds(periods: Sequence[Period], on: date) -> bool:
    return any(period.holds(on) for period in periods)


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


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
