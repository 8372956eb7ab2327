"""Who is covered: each reason can be reached, and the days at the edges count as they should."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.people import tangerang

from multiguna.coverage.rules import (
    PERSON_FACTS,
    coverage_stage,
    decide_coverage,
    decision_read_again,
    recorded_facts,
)
from multiguna.coverage.terms import (
    Care,
    CoverageFacts,
    CoverageRequest,
    CoverageStage,
    Papers,
    Reason,
)
from multiguna.programme.terms import Period
from multiguna.programme.terms.catalogue import COVERAGE_REASONS

BORN = date(1980, 5, 15)
DAY = date(2012, 3, 1)
KK = 3671070408060001
SITI = CoverageFacts(1, KK, BORN, residency=(Period(BORN),))
CHILD = replace(SITI, birth_date=date(2004, 2, 29), residency=(Period(date(2004, 2, 29)),))
POOR = replace(SITI, poor=(Period(date(2008, 1, 1), date(2010, 1, 1)),))
KINDS = ("alive", "resident", "newborn_on_mother", "papers")
STAGE = CoverageStage("universal", "36.71", KINDS, newborn_days_max=28, ktp_age_min=17)
LONG = replace(STAGE, residency_days_min=180)
WELFARE = replace(STAGE, kinds=("alive", "resident", "welfare"), welfare=("poor", "near_poor"))
GAP = replace(STAGE, kinds=(*KINDS, "no_other_payer"))
NOTHING = Papers(ktp=False, kk=False)


def asked(
    facts: CoverageFacts | None = SITI, stage: CoverageStage | None = STAGE, **request: object
) -> Reason:
    return decide_coverage(facts, stage, CoverageRequest(**{"on": DAY, **request})).reason  # type: ignore[arg-type]


def test_every_reason_can_be_reached() -> None:
    moved = replace(SITI, residency=(Period(BORN, date(2010, 1, 1)),))
    came = replace(SITI, residency=(Period(date(2012, 1, 1)),))
    jkn = replace(SITI, other_payer=(Period(date(2012, 1, 1)),))
    reached = {
        Reason.COVERED: asked(),
        Reason.COVERED_NEWBORN: asked(newborn_born_on=DAY),
        Reason.COVERED_PAPERS_LATER: asked(papers=NOTHING, emergency=True),
        Reason.NOT_REGISTERED: asked(None),
        Reason.OTHER_REGION_CARD: asked(None, card_region="36.03"),
        Reason.INVALID_IDENTITY: asked(card_possible=False),
        Reason.NOT_BORN_YET: asked(on=BORN - timedelta(1)),
        Reason.DIED: asked(replace(SITI, died_on=date(2012, 2, 29))),
        Reason.NOT_RESIDENT_YET: asked(came, on=date(2011, 12, 31)),
        Reason.MOVED_OUT: asked(moved),
        Reason.RESIDENCY_TOO_SHORT: asked(came, LONG),
        Reason.NOT_POOR: asked(SITI, WELFARE),
        Reason.OTHER_PAYER: asked(jkn, GAP),
        Reason.FAMILY_CARD_MISMATCH: asked(kk=KK + 1),
        Reason.PAPERS_MISSING: asked(papers=NOTHING),
        Reason.NEWBORN_WINDOW_OVER: asked(newborn_born_on=DAY - timedelta(29)),
        Reason.NO_STAGE: asked(stage=None),
    }
    assert set(reached) == set(Reason)
    for expected, reason in reached.items():
        assert reason is expected


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_both_sentences(reason: Reason) -> None:
    assert reason.sentence.id.endswith(".")
    assert reason.sentence.en.endswith(".")
    assert reason.sentence.id != reason.sentence.en
    assert reason.covered == reason.value.startswith("covered")
    assert reason.value in COVERAGE_REASONS


def test_the_day_of_death_is_covered() -> None:
    died = replace(SITI, died_on=DAY)
    assert asked(died) is Reason.COVERED
    assert asked(died, on=DAY + timedelta(1)) is Reason.DIED


def test_the_first_day_counts_and_the_day_of_departure_does_not() -> None:
    stayed = replace(SITI, residency=(Period(date(2011, 1, 1), date(2012, 1, 1)),))
    days = [date(2010, 12, 31), date(2011, 1, 1), date(2011, 12, 31), date(2012, 1, 1)]
    assert [asked(stayed, on=day) for day in days] == [
        Reason.NOT_RESIDENT_YET, Reason.COVERED, Reason.COVERED, Reason.MOVED_OUT,
    ]  # fmt: skip


def test_who_came_back_starts_to_wait_anew() -> None:
    back = replace(SITI, residency=(Period(BORN, date(2010, 1, 1)), Period(date(2012, 1, 1))))
    assert asked(back, on=date(2011, 1, 1)) is Reason.MOVED_OUT
    assert asked(back, LONG, on=date(2012, 6, 28)) is Reason.RESIDENCY_TOO_SHORT
    assert asked(back, LONG, on=date(2012, 6, 29)) is Reason.COVERED


def test_who_lived_here_since_birth_need_not_wait() -> None:
    baby = replace(SITI, birth_date=DAY, residency=(Period(DAY),))
    assert asked(baby, LONG) is Reason.COVERED
    assert asked(replace(baby, birth_date=DAY - timedelta(1)), LONG) is Reason.RESIDENCY_TOO_SHORT


def test_the_poor_are_covered_while_they_are_poor() -> None:
    near = replace(SITI, near_poor=(Period(date(2010, 1, 1)),))
    assert asked(POOR, WELFARE, on=date(2009, 12, 31)) is Reason.COVERED
    assert asked(POOR, WELFARE, on=date(2010, 1, 1)) is Reason.NOT_POOR
    assert asked(near, WELFARE, on=date(2010, 1, 1)) is Reason.COVERED
    assert asked(near, replace(WELFARE, welfare=("poor",))) is Reason.NOT_POOR


def test_a_newborn_goes_with_the_mother_even_when_she_died() -> None:
    mother = replace(SITI, died_on=DAY - timedelta(5))
    assert asked(mother, newborn_born_on=DAY - timedelta(5)) is Reason.COVERED_NEWBORN
    assert asked(newborn_born_on=DAY - timedelta(28)) is Reason.COVERED_NEWBORN
    assert asked(newborn_born_on=DAY + timedelta(1)) is Reason.NOT_BORN_YET
    assert asked(None, newborn_born_on=DAY) is Reason.NOT_REGISTERED
    without = replace(STAGE, kinds=("alive",), newborn_days_max=None)
    assert asked(SITI, without, newborn_born_on=DAY) is Reason.NOT_REGISTERED


@pytest.mark.parametrize(
    ("facts", "papers", "newborn", "reason"),
    [
        (SITI, Papers(ktp=True, kk=True), False, Reason.COVERED),
        (SITI, Papers(ktp=True, kk=False), False, Reason.PAPERS_MISSING),
        (SITI, Papers(ktp=False, kk=True, guardian_ktp=True), False, Reason.PAPERS_MISSING),
        (CHILD, Papers(ktp=False, kk=True, guardian_ktp=True), False, Reason.COVERED),
        (CHILD, Papers(ktp=False, kk=True), False, Reason.PAPERS_MISSING),
        (CHILD, Papers(ktp=False, kk=False, guardian_ktp=True), False, Reason.PAPERS_MISSING),
        (SITI, Papers(ktp=False, kk=True, guardian_ktp=True), True, Reason.COVERED_NEWBORN),
        (SITI, Papers(ktp=True, kk=True), True, Reason.PAPERS_MISSING),
    ],
)
def test_papers(facts: CoverageFacts, papers: Papers, newborn: bool, reason: Reason) -> None:
    born = DAY if newborn else None
    assert asked(facts, papers=papers, newborn_born_on=born) is reason


def test_a_guardian_is_enough_until_the_birthday() -> None:
    papers = Papers(ktp=False, kk=True, guardian_ktp=True)
    assert asked(CHILD, on=date(2021, 2, 28), papers=papers) is Reason.COVERED
    assert asked(CHILD, on=date(2021, 3, 1), papers=papers) is Reason.PAPERS_MISSING


def test_an_emergency_waits_for_papers_but_not_for_another_family_card() -> None:
    assert asked(papers=NOTHING, emergency=True).covered
    assert asked(papers=NOTHING, emergency=True, kk=KK + 1) is Reason.FAMILY_CARD_MISMATCH


def test_another_regions_card_is_only_said_of_strangers() -> None:
    assert asked(card_region="36.03") is Reason.COVERED
    assert asked(None, card_region="36.71") is Reason.NOT_REGISTERED


def test_the_first_condition_that_fails_gives_the_reason() -> None:
    both = replace(SITI, died_on=BORN, residency=())
    assert asked(both) is Reason.DIED
    turned = replace(STAGE, kinds=("resident", "alive"))
    assert asked(both, turned) is Reason.NOT_RESIDENT_YET


def test_a_stage_takes_its_numbers_from_the_pack() -> None:
    stage = coverage_stage(tangerang(), date(2012, 1, 1))
    assert stage is not None
    assert (stage.code, stage.residency_days_min, stage.newborn_days_max) == (
        "universal-2012", 0, 28,
    )  # fmt: skip
    assert (stage.ktp_age_min, stage.papers_hours_emergency) == (17, 72)
    gap = coverage_stage(tangerang(), date(2016, 1, 1))
    assert gap is not None
    assert gap.residency_days_min == 180
    assert coverage_stage(tangerang(), date(2007, 12, 31)) is None


def test_a_record_says_enough_to_decide_again_and_names_nobody() -> None:
    request = CoverageRequest(
        DAY, Care.INPATIENT, True, Papers(ktp=False, kk=True), KK + 1, "36.71", True, None
    )
    facts = replace(POOR, died_on=DAY, other_payer=(Period(DAY),))
    recorded = recorded_facts(facts, request)
    assert str(KK) not in str(recorded)
    again, asked_again = decision_read_again(recorded, DAY)
    assert again == replace(facts, kk=1)
    assert replace(asked_again, kk=request.kk) == request
    assert (asked_again.kk, recorded["kk_matches"]) == (0, False)
    unknown = recorded_facts(None, request)
    assert unknown.keys() == recorded.keys() >= set(PERSON_FACTS)
    assert decision_read_again(unknown, DAY)[0] is None
