"""A region's people copied out as columns: the same facts and decisions as the SQL twin."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
from tests.people import DAY, install
from tests.property.test_coverage import World, put

from multiguna.coverage.queries import coverage_of_population
from multiguna.coverage.queries.columns import population_columns
from multiguna.coverage.rules import stage_times
from multiguna.coverage.rules.population import decide_population, population_of
from multiguna.coverage.terms.population import REASONS, Questions
from multiguna.kernel.db import Cursor, as_planner
from multiguna.kernel.terms import Actor
from multiguna.programme.queries import pack_in_force
from multiguna.registry.actions import merge_persons


def test_what_is_copied_out_is_what_is_registered(db: Cursor, system_actor: Actor) -> None:
    people = [replace(one, person_id=n) for n, one in enumerate(World(5).facts)]
    numbers = put(db, people)
    with as_planner(db):
        ids, sex, facts = population_columns(db, system_actor)
    assert ids.tolist() == sorted(numbers.values())
    assert set(sex.tolist()) == {1}
    expected = population_of(sorted(people, key=lambda one: numbers[one.person_id]))
    assert facts.birth.tolist() == expected.birth.tolist()
    assert facts.died.tolist() == expected.died.tolist()
    for name in ("residency", "poor", "near_poor", "other_payer"):
        own, other = getattr(facts, name), getattr(expected, name)
        for column in ("starts", "untils", "more_rows", "more_starts", "more_untils"):
            assert getattr(own, column).tolist() == getattr(other, column).tolist(), (name, column)
    assert len(facts.residency.more_rows) > 5


def test_a_registry_is_decided_in_bulk_as_by_its_statement(db: Cursor, system_actor: Actor) -> None:
    install(system_actor)
    put(db, World(6).facts)
    pack = pack_in_force(system_actor)
    _, _, facts = population_columns(db, system_actor)
    for on in (date(2010, 3, 1), date(2013, 3, 1), date(2016, 6, 1)):
        codes = decide_population(facts, stage_times(pack), Questions(on.toordinal()))
        counted = Counter(REASONS[code] for code in codes)
        assert counted == coverage_of_population(db, system_actor, on=on)
        assert len(counted) > 3


def test_who_are_one_are_one_row_with_the_facts_of_both(db: Cursor, system_actor: Actor) -> None:
    install(system_actor)
    numbers = put(db, World(7).facts)
    kept, absorbed = list(numbers.values())[:2]
    merge_persons(kept=kept, absorbed=absorbed, reason="sama", by=system_actor, on=DAY)
    ids, _, facts = population_columns(db, system_actor)
    assert absorbed not in ids.tolist()
    assert len(ids) == len(numbers) - 1
    whole = db.execute(
        "SELECT range_agg(residency) FROM registry_person WHERE person_id = ANY(%s)",
        [[kept, absorbed]],
    ).fetchone()
    assert whole is not None
    row = int(np.searchsorted(ids, kept))
    assert facts.residency.starts[row] == whole[0][0].lower.toordinal()
    assert (facts.residency.more_rows == row).sum() == len(whole[0]) - 1
