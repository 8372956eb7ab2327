"""The conditions of coverage, written once: for one person and for millions. Pure.

Each test says what stands against a person on a day, by comparing the day numbers of `DatedFacts`.
It uses nothing but comparisons, `&` and `|`, so that the same line judges whole numbers and columns
of them: `deciding` asks it about one person, `population` about a city. SQL has its own words for
the same (`sql/coverage_decided.sql`); a property test holds all three together.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from multiguna.coverage.terms.deciding import CoverageStage, Reason
from multiguna.coverage.terms.population import DatedFacts, Yes

Test: TypeAlias = Callable[[DatedFacts, CoverageStage], Yes]
Judgement: TypeAlias = tuple[Reason, Test]
"""A reason for a no (or for a yes with papers to come), and when it holds."""


def _unknown(facts: DatedFacts, _: CoverageStage) -> Yes:
    return facts.known == 0


def _not_born(facts: DatedFacts, _: CoverageStage) -> Yes:
    return facts.on < facts.born


def _window_over(facts: DatedFacts, stage: CoverageStage) -> Yes:
    assert stage.newborn_days_max is not None
    return facts.on - facts.born > stage.newborn_days_max


def _dead(facts: DatedFacts, _: CoverageStage) -> Yes:
    """The day of death is still covered."""
    return facts.on > facts.died


def _gone(facts: DatedFacts, _: CoverageStage) -> Yes:
    return (facts.resident_since > facts.on) & (facts.first_resident <= facts.on)


def _not_there_yet(facts: DatedFacts, _: CoverageStage) -> Yes:
    return facts.first_resident > facts.on


def _too_short(facts: DatedFacts, stage: CoverageStage) -> Yes:
    """Resident for too few days, and not since birth. For a newborn it is the mother's birth."""
    if not stage.residency_days_min:
        return False
    short = facts.resident_since > facts.on - stage.residency_days_min
    return short & ((facts.resident_since > facts.birth) | (facts.birth > facts.on))


def _not_poor(facts: DatedFacts, stage: CoverageStage) -> Yes:
    since = {"poor": facts.poor_since, "near_poor": facts.near_poor_since}
    lacking: Yes = True
    for status in stage.welfare:
        lacking = lacking & (since[status] > facts.on)
    return lacking


def _other_payer(facts: DatedFacts, _: CoverageStage) -> Yes:
    return facts.payer_since <= facts.on


def _other_kk(facts: DatedFacts, _: CoverageStage) -> Yes:
    return facts.other_kk == 1


def _papers_missing(facts: DatedFacts, _: CoverageStage) -> Yes:
    """KK with the own KTP, or with a guardian's for whoever is too young to have one."""
    no_guardian = (facts.guardian_ktp == 0) | (facts.on >= facts.grown_on)
    return (facts.kk == 0) | ((facts.ktp == 0) & no_guardian)


def _papers_later(facts: DatedFacts, stage: CoverageStage) -> Yes:
    return (facts.emergency == 1) & _papers_missing(facts, stage)


CONDITIONS: dict[str, tuple[Judgement, ...]] = {
    "alive": ((Reason.DIED, _dead),),
    "resident": (
        (Reason.MOVED_OUT, _gone),
        (Reason.NOT_RESIDENT_YET, _not_there_yet),
        (Reason.RESIDENCY_TOO_SHORT, _too_short),
    ),
    "welfare": ((Reason.NOT_POOR, _not_poor),),
    "no_other_payer": ((Reason.OTHER_PAYER, _other_payer),),
    "papers": (
        (Reason.FAMILY_CARD_MISMATCH, _other_kk),
        (Reason.COVERED_PAPERS_LATER, _papers_later),
        (Reason.PAPERS_MISSING, _papers_missing),
    ),
    "newborn_on_mother": (),  # a newborn's window is judged before the conditions
}
"""What can stand against a person in each kind of condition, the first of them first."""


@lru_cache(maxsize=256)
def judgements(stage: CoverageStage, *, newborn: bool) -> tuple[Judgement, ...]:
    """All that a stage judges by, in order: the first that holds gives the reason."""
    if newborn and stage.newborn_days_max is None:
        return ((Reason.NOT_REGISTERED, lambda _facts, _stage: True),)
    window = ((Reason.NEWBORN_WINDOW_OVER, _window_over),) if newborn else ()
    conditions = (one for kind in stage.kinds for one in CONDITIONS[kind])
    first = ((Reason.NOT_REGISTERED, _unknown), (Reason.NOT_BORN_YET, _not_born))
    return (*first, *window, *conditions)


def judge(facts: DatedFacts, stage: CoverageStage, *, newborn: bool) -> Reason:
    """The reason for one person: the first judgement that holds, else covered."""
    for reason, holds in judgements(stage, newborn=newborn):
        if holds(facts, stage):
            return reason
    return Reason.COVERED_NEWBORN if newborn else Reason.COVERED


def birthday(birth: date, years: int) -> date:
    """The day on which somebody is so many years old; who is born on a leap day, on 1 March.

    >>> birthday(date(1996, 2, 29), 17)
    datetime.date(2013, 3, 1)
    """
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)
