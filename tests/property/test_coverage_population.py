"""A hundred thousand random persons and days: one by one, as columns and as SQL, all the same.

The city's own law, with its three stages; newborns on their mothers, deaths and moves, and the
papers that were shown (which SQL counts as shown).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from tests.people import tangerang
from tests.property.test_coverage import ASKED, CASES, World, put

from multiguna.coverage.plan import coverage_steps, stage_parameters
from multiguna.coverage.rules import coverage_stage, decide_coverage, stage_times
from multiguna.coverage.rules import population as bulk
from multiguna.coverage.rules.conditions import birthday
from multiguna.coverage.rules.population import (
    birthdays,
    decide_population,
    population_of,
)
from multiguna.coverage.terms import CoverageFacts, CoverageRequest, Papers, Reason
from multiguna.coverage.terms.population import NEVER, REASONS, PapersShown, Questions
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor

WORLDS = 200
FINAL = "SELECT reason FROM coverage_decided ORDER BY ask_id"
Asked = tuple[CoverageFacts, date, date | None]


def a_city() -> list[Asked]:
    """Who asks, on which day, and a newborn's birth."""
    found: list[Asked] = []
    for seed in range(WORLDS):
        world = World(seed)
        numbers = {
            id(one): replace(one, person_id=one.person_id + CASES * seed) for one in world.facts
        }
        found += [(numbers[id(f)], on, born) for f, on, born in world.questions() if f is not None]
    return found


def columns(questions: list[Asked]) -> Questions:
    return Questions(
        np.array([on.toordinal() for _, on, _ in questions], np.int32),
        np.array([NEVER if b is None else b.toordinal() for *_, b in questions], np.int32),
    )


def test_a_hundred_thousand_are_decided_alike_in_three_ways(
    db: Cursor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PIECE", 7_000)  # so that there are many, and a short one at the end
    city, pack = a_city(), tangerang()
    city += [(facts, on + timedelta(200), born) for facts, on, born in city[: 100_000 - len(city)]]
    assert len(city) == 100_000
    people = {facts.person_id: facts for facts, _, _ in city}
    numbers = put(db, [people[number] for number in sorted(people)])
    values = {
        "ids": list(range(len(city))), "persons": [numbers[f.person_id] for f, _, _ in city],
        "days": [on for _, on, _ in city], "newborn": [born is not None for *_, born in city],
        "born": [born for *_, born in city], **stage_parameters(pack),
    }  # fmt: skip
    rows = db.execute(sqlplan.join([ASKED, *coverage_steps()], FINAL), values).fetchall()
    population = population_of([facts for facts, _, _ in city])
    codes = decide_population(population, stage_times(pack), columns(city), threads=2)
    one_by_one = [
        decide_coverage(f, coverage_stage(pack, on), CoverageRequest(on, newborn_born_on=born))
        for f, on, born in city
    ]
    in_bulk = [REASONS[code] for code in codes]
    assert in_bulk == [decision.reason for decision in one_by_one]
    assert in_bulk == [row[0] for row in rows]
    seen = Counter(in_bulk)
    assert {reason for reason in REASONS if seen[reason] >= 100} == {
        Reason.COVERED, Reason.COVERED_NEWBORN, Reason.NOT_BORN_YET, Reason.DIED,
        Reason.NOT_RESIDENT_YET, Reason.MOVED_OUT, Reason.RESIDENCY_TOO_SHORT, Reason.NOT_POOR,
        Reason.OTHER_PAYER, Reason.NEWBORN_WINDOW_OVER, Reason.NO_STAGE,
    }  # fmt: skip


def test_papers_are_judged_alike_one_by_one_and_in_bulk() -> None:
    city, pack, rng = a_city()[:60_000], tangerang(), Random(7)
    requests = [
        CoverageRequest(
            on, emergency=rng.random() < 0.3, kk=rng.choice((None, facts.kk, facts.kk, 0)),
            papers=Papers(*(rng.random() < 0.5 for _ in range(3))), newborn_born_on=born,
        )
        for facts, on, born in city
    ]  # fmt: skip
    shown = [
        (
            r.kk is not None and r.kk != facts.kk, r.papers.kk, r.papers.ktp,
            r.papers.guardian_ktp, r.emergency,
        )
        for r, (facts, _, _) in zip(requests, city, strict=True)
    ]  # fmt: skip
    papers = PapersShown(*np.array(shown, np.int32).T)
    codes = decide_population(
        population_of([facts for facts, _, _ in city]), stage_times(pack),
        replace(columns(city), papers=papers),
    )  # fmt: skip
    expected = [
        decide_coverage(facts, coverage_stage(pack, on), request).reason
        for request, (facts, on, _) in zip(requests, city, strict=True)
    ]
    assert [REASONS[code] for code in codes] == expected
    seen = Counter(expected)
    for reason in ("papers_missing", "family_card_mismatch", "covered_papers_later"):
        assert seen[Reason(reason)] >= 500


def test_one_day_for_everybody_is_that_day_for_each() -> None:
    city, pack = a_city()[:5_000], tangerang()
    people = population_of([facts for facts, _, _ in city])
    for on in (date(2007, 5, 1), date(2010, 5, 1), date(2012, 2, 29), date(2018, 6, 1)):
        day, times = on.toordinal(), stage_times(pack)
        column = Questions(np.full(len(people), day, np.int32))
        assert (
            decide_population(people, times, Questions(day)).tolist()
            == decide_population(people, times, column).tolist()
        )


def test_a_person_asks_as_often_as_named() -> None:
    """Visits are asked about by row of the person, further periods and all."""
    city, pack = a_city()[:3_000], tangerang()
    people = population_of([facts for facts, _, _ in city])
    assert len(people.residency.more_rows) > 100
    rows = np.array(Random(3).choices(range(len(city)), k=4_000))
    day = Questions(date(2014, 5, 1).toordinal())
    whole = decide_population(people, stage_times(pack), day)
    assert (
        decide_population(people.take(rows), stage_times(pack), day).tolist()
        == whole[rows].tolist()
    )


def test_a_birthday_is_the_same_for_one_and_for_many() -> None:
    births = [date(1996, 2, 28) + timedelta(n) for n in range(3 * 366)]
    found = birthdays(np.array([day.toordinal() for day in births], np.int32), 17)
    assert [birthday(day, 17).toordinal() for day in births] == found.tolist()
    assert birthday(date(1996, 2, 29), 17) == date(2013, 3, 1)
