"""One truth for one person, in bulk and as SQL: the conditions in Python, over columns, and as SQL.

Each example draws one pack and one numbered world; the world has hundreds of persons and
questions, decided by one statement, as columns, and again one by one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people import tangerang

from multiguna.coverage.plan import coverage_steps, stage_parameters
from multiguna.coverage.rules import coverage_stage, decide_coverage, stage_times
from multiguna.coverage.rules.population import decide_population, population_of
from multiguna.coverage.terms import CoverageFacts, CoverageRequest, Reason
from multiguna.coverage.terms.population import NEVER, REASONS, Questions
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor
from multiguna.kernel.sqlplan import Step
from multiguna.kernel.terms import Actor
from multiguna.programme.terms import (
    Condition,
    Pack,
    Parameter,
    ParameterValue,
    Period,
    Stage,
)

CASES, EXAMPLES = 500, 30
FIRST = date(2007, 6, 1)
EDGES = [
    date(2008, 1, 1), date(2008, 2, 29), date(2009, 2, 28), date(2011, 12, 31), date(2012, 1, 1),
    date(2012, 2, 29), date(2012, 3, 1), date(2012, 12, 31), date(2013, 1, 1), date(2016, 1, 1),
    date(2016, 2, 29), date(2016, 6, 29),
]  # fmt: skip
CONDITIONS = (
    Condition("alive"),
    Condition("resident", days_min="residency_days_min"),
    Condition("welfare", any_of=("poor", "near_poor")),
    Condition("welfare", any_of=("near_poor",)),
    Condition("no_other_payer"),
    Condition("papers"),
    Condition("newborn_on_mother", days_max="newborn_days_max"),
)
ASKED = Step(
    "asked", {},
    "SELECT * FROM unnest(%(ids)s::bigint[], %(persons)s::bigint[], %(days)s::date[], "
    "%(newborn)s::boolean[], %(born)s::date[]) AS a(ask_id, person_id, on_date, newborn, born_on)",
)  # fmt: skip
PERSON = """
INSERT INTO registry_person (region, nik, kk, name, sex, birth_date, birth_place, address, rt, rw,
    village_code, relation, marital, ektp, died_on, residency, poor, near_poor, other_payer)
SELECT '36.71', 3671990101000000 + n, 3671990101000000 + n, 'CONTOH', 1, b, '', '', '', '', '', 1,
    1, true, d, r::datemultirange, p::datemultirange, q::datemultirange, o::datemultirange
FROM unnest(%s::bigint[], %s::date[], %s::date[], %s::text[], %s::text[], %s::text[], %s::text[])
    AS a(n, b, d, r, p, q, o)
ORDER BY n RETURNING person_id
"""


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    """The city's own pack, or one with other stages: any conditions, any order, with gaps."""
    pack = tangerang()
    if draw(st.booleans()):
        return pack
    borders = sorted(draw(st.sets(st.sampled_from(EDGES), min_size=2, max_size=6)))
    stages = []
    for number, (starts, until) in enumerate(zip(borders, [*borders[1:], None], strict=True)):
        kinds = draw(st.permutations(CONDITIONS))[: draw(st.integers(1, len(CONDITIONS)))]
        chosen = {condition.kind: condition for condition in kinds}
        if draw(st.integers(0, 3)):
            stages.append(_stage(pack, number, starts, until, tuple(chosen.values())))
    numbers = {"residency_days_min": (0, 400), "newborn_days_max": (0, 60)}
    parameters = [p for p in pack.parameters if p.name not in numbers]
    for name, (least, most) in numbers.items():
        days = sorted({date(2000, 1, 1), *draw(st.sets(st.sampled_from(EDGES), max_size=3))})
        values = tuple(
            ParameterValue(day, until, draw(st.integers(least, most)), "contoh", day)
            for day, until in zip(days, [*days[1:], None], strict=True)
        )
        known = next(p for p in pack.parameters if p.name == name)
        parameters.append(Parameter(name, known.title, known.unit, values))
    return replace(pack, stages=tuple(stages), parameters=tuple(parameters))


def _stage(
    pack: Pack, number: int, starts: date, until: date | None, conditions: tuple[Condition, ...]
) -> Stage:
    return replace(
        pack.stages[0], code=f"s{number}", starts=starts, until=until, conditions=conditions
    )


class World:
    """Random persons and questions about them, much of it on and beside the days that matter."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.facts = [self.person(number) for number in range(1, CASES // 4)]

    def day(self) -> date:
        rng = self.random
        if rng.random() < 0.5:
            return rng.choice(EDGES) + timedelta(rng.choice((-1, 0, 0, 1)))
        return FIRST + timedelta(rng.randrange(3650))

    def periods(self, most: int, first: date | None = None) -> tuple[Period, ...]:
        """Disjoint periods that do not touch, as a multirange keeps them."""
        count = self.random.randint(0 if first is None else 1, most)
        days = sorted({self.day() for _ in range(2 * count)} | ({first} if first else set()))
        found: list[Period] = []
        for starts, until in zip(days[::2], [*days[1::2], None], strict=False):
            if until is None or until > starts:
                found.append(Period(starts, until))
        if found and found[-1].until is not None and self.random.random() < 0.5:
            found[-1] = Period(found[-1].starts)
        return tuple(found)

    def person(self, number: int) -> CoverageFacts:
        rng = self.random
        born = self.day() - timedelta(rng.choice((0, 0, 0, 1, 40, 9000)))
        died = born + timedelta(rng.randrange(3000)) if rng.random() < 0.3 else None
        residency = self.periods(2, born if rng.random() < 0.6 else None)
        welfare = [self.periods(2) if rng.random() < 0.6 else () for _ in range(3)]
        return CoverageFacts(number, number, born, died, residency, *welfare)

    def questions(self) -> list[tuple[CoverageFacts | None, date, date | None]]:
        """Who (None: unknown), on which day, and a newborn's birth."""
        found = []
        for _ in range(CASES):
            rng, facts = self.random, self.random.choice(self.facts)
            marks = [facts.birth_date, facts.died_on, *(p.starts for p in facts.residency),
                     *(p.until for p in facts.residency)]  # fmt: skip
            mark = rng.choice(marks)
            near = rng.random() < 0.4 and mark is not None
            on = mark + timedelta(rng.choice((-1, 0, 1, 179, 180))) if near and mark else self.day()
            born = on - timedelta(rng.randint(-1, 70)) if rng.random() < 0.25 else None
            found.append((None if rng.random() < 0.03 else facts, on, born))
        return found


def written(periods: tuple[Period, ...]) -> str:
    return "{" + ",".join(f"[{p.starts},{p.until or ''})" for p in periods) + "}"


def put(cursor: Cursor, facts: list[CoverageFacts]) -> dict[int, int]:
    """Persons into the registry; gives their numbers there."""
    columns = [
        [f.person_id for f in facts], [f.birth_date for f in facts], [f.died_on for f in facts],
        *([written(getattr(f, name)) for f in facts]
          for name in ("residency", "poor", "near_poor", "other_payer")),
    ]  # fmt: skip
    rows = cursor.execute(PERSON, columns).fetchall()
    return {f.person_id: row[0] for f, row in zip(facts, rows, strict=True)}


def in_bulk(
    pack: Pack, questions: list[tuple[CoverageFacts | None, date, date | None]]
) -> list[str]:
    """The same questions as columns."""
    nobody = CoverageFacts(0, 0, FIRST)
    asked = Questions(
        np.array([on.toordinal() for _, on, _ in questions], np.int32),
        np.array([NEVER if b is None else b.toordinal() for *_, b in questions], np.int32),
        np.array([facts is not None for facts, _, _ in questions], np.int32),
    )
    people = population_of([facts or nobody for facts, _, _ in questions])
    return [REASONS[code] for code in decide_population(people, stage_times(pack), asked)]


SEEN = Counter[Reason]()


@given(pack=packs(), seed=st.integers(0, 2**32))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def check_agreement(db: Cursor, pack: Pack, seed: int) -> None:
    world = World(seed)
    questions = world.questions()
    with db.connection.transaction(force_rollback=True):
        numbers = put(db, world.facts)
        values = {
            "ids": list(range(len(questions))),
            "persons": [facts and numbers[facts.person_id] for facts, _, _ in questions],
            "days": [on for _, on, _ in questions],
            "newborn": [born is not None for _, _, born in questions],
            "born": [born for _, _, born in questions],
            **stage_parameters(pack),
        }
        final = "SELECT reason, covered, stage_code FROM coverage_decided ORDER BY ask_id"
        rows = db.execute(sqlplan.join([ASKED, *coverage_steps()], final), values).fetchall()
    assert len(rows) == len(questions)
    assert in_bulk(pack, questions) == [row[0] for row in rows]
    for (facts, on, born), row in zip(questions, rows, strict=True):
        request = CoverageRequest(on, newborn_born_on=born)
        decision = decide_coverage(facts, coverage_stage(pack, on), request)
        assert (decision.reason, decision.covered, decision.stage_code) == row, (facts, on, born)
        SEEN[decision.reason] += 1


def test_python_and_sql_decide_alike(db: Cursor, system_actor: Actor) -> None:
    SEEN.clear()
    check_agreement(db)
    assert SEEN.total() >= CASES * EXAMPLES >= 10_000
    common = {
        Reason.COVERED, Reason.COVERED_NEWBORN, Reason.NOT_REGISTERED, Reason.NOT_BORN_YET,
        Reason.DIED, Reason.NOT_RESIDENT_YET, Reason.MOVED_OUT, Reason.NOT_POOR,
        Reason.OTHER_PAYER, Reason.NEWBORN_WINDOW_OVER, Reason.NO_STAGE,
        Reason.RESIDENCY_TOO_SHORT,
    }  # fmt: skip
    assert {reason for reason in common if SEEN[reason] >= 20} == common
