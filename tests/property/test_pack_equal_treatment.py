"""In a stage for everyone no protected attribute moves the decision.

Welfare is the only protected attribute that coverage can see at all; a test below keeps it so.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multiguna.coverage.rules import coverage_stage, decide_coverage
from multiguna.coverage.terms import (
    Care,
    CoverageFacts,
    CoverageRequest,
    CoverageStage,
    Papers,
    Reason,
)
from multiguna.programme.rules import read_pack
from multiguna.programme.terms import PROTECTED_ATTRIBUTES, Pack, Period, Stage

PACKS = Path(__file__).parents[2] / "packs"
DAYS = st.dates(date(1995, 1, 1), date(2026, 12, 31))

SEEN_OF_A_PERSON = {
    "person_id": "identity",
    "kk": "household",
    "birth_date": "birth",
    "died_on": "death",
    "residency": "residency",
    "poor": "welfare",
    "near_poor": "welfare",
    "other_payer": "other_payer",
    "on": "day of care",
    "care": "care",
    "emergency": "care",
    "papers": "proof",
    "card_region": "residency",
    "card_possible": "proof",
    "newborn_born_on": "birth",
}


@cache
def packs() -> list[Pack]:
    return [read_pack(folder) for folder in sorted(PACKS.iterdir())]


def stages_for_everyone() -> list[tuple[Pack, Stage]]:
    return [(pack, stage) for pack in packs() for stage in pack.stages if stage.universal]


@st.composite
def periods(draw: st.DrawFn) -> tuple[Period, ...]:
    """None, one or two periods that do not touch; the last may be open."""
    days = sorted(draw(st.sets(DAYS, max_size=4)))
    pairs = [days[i : i + 2] for i in range(0, len(days), 2)]
    return tuple(Period(pair[0], pair[1] if len(pair) == 2 else None) for pair in pairs)


FACTS = st.builds(
    CoverageFacts,
    person_id=st.just(1),
    kk=st.just(1),
    birth_date=st.dates(date(1930, 1, 1), date(2026, 12, 31)),
    died_on=st.none() | DAYS,
    residency=st.just((Period(date(1930, 1, 1)),)) | periods(),
    poor=periods(),
    near_poor=periods(),
    other_payer=st.just(()) | periods(),
)


@st.composite
def days_of(draw: st.DrawFn, stage: Stage) -> date:
    last = (stage.until - timedelta(days=1)) if stage.until else date(2026, 12, 31)
    return draw(st.dates(stage.starts, last))


@st.composite
def requests(draw: st.DrawFn, on: date) -> CoverageRequest:
    return CoverageRequest(
        on=on,
        care=draw(st.sampled_from(Care)),
        emergency=draw(st.booleans()),
        papers=draw(st.builds(Papers)),
        kk=draw(st.sampled_from([None, 1, 2])),
        newborn_born_on=draw(st.none() | st.dates(on - timedelta(days=60), on)),
    )


@given(st.data())
def test_welfare_does_not_move_a_decision_for_everyone(data: st.DataObject) -> None:
    pack, stage = data.draw(st.sampled_from(stages_for_everyone()))
    on = data.draw(days_of(stage))
    facts, request = data.draw(FACTS), data.draw(requests(on))
    other = replace(facts, poor=data.draw(periods()), near_poor=data.draw(periods()))
    numbers = _numbers(pack, on)

    assert decide_coverage(facts, numbers, request) == decide_coverage(other, numbers, request)


def test_welfare_does_move_a_decision_of_2008() -> None:
    """The control: where the law asks about welfare, the same variation is seen."""
    pack = next(pack for pack in packs() if pack.name == "tangerang")
    on = date(2010, 1, 1)
    facts = CoverageFacts(1, 1, date(1980, 1, 1), residency=(Period(date(1980, 1, 1)),))
    poor = replace(facts, poor=(Period(date(2008, 1, 1)),))
    numbers, request = _numbers(pack, on), CoverageRequest(on)

    assert decide_coverage(facts, numbers, request).reason is Reason.NOT_POOR
    assert decide_coverage(poor, numbers, request).reason is Reason.COVERED


def test_coverage_sees_no_other_protected_attribute() -> None:
    """A new fact about people must be named here, and only welfare may be protected."""
    seen = {field.name for term in (CoverageFacts, CoverageRequest) for field in fields(term)}
    assert seen == set(SEEN_OF_A_PERSON)
    assert set(SEEN_OF_A_PERSON.values()) & PROTECTED_ATTRIBUTES == {"welfare"}


@pytest.mark.parametrize("pack", [pack.name for pack in packs()])
def test_no_stage_for_everyone_reads_a_protected_attribute(pack: str) -> None:
    stages = [stage for owner, stage in stages_for_everyone() if owner.name == pack]
    assert stages
    for stage in stages:
        read = frozenset[str]().union(*(condition.reads for condition in stage.conditions))
        assert not read & PROTECTED_ATTRIBUTES


def _numbers(pack: Pack, on: date) -> CoverageStage:
    numbers = coverage_stage(pack, on)
    assert numbers is not None
    return numbers
