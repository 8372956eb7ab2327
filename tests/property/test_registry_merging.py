"""Two implementations of being one person, and an undo that leaves nothing behind."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.multirange import DateMultirange
from psycopg.types.range import DateRange
from tests.people import DAY, make_person

from multiguna.coverage import plan
from multiguna.coverage.queries import coverage_facts, periods
from multiguna.kernel import sqlplan
from multiguna.kernel.db import Cursor, connection
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.programme.terms import Period
from multiguna.registry.actions import merge_persons, undo_merge
from multiguna.registry.rules.merging import known_together, union
from multiguna.registry.terms import KnownFacts

START = date(2010, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: START + timedelta(days=days))
PERIODS = st.lists(
    st.tuples(DAYS, st.none() | st.integers(1, 20)).map(
        lambda one: Period(one[0], one[0] + timedelta(days=one[1]) if one[1] else None)
    ),
    max_size=3,
).map(union)
FACTS = st.builds(
    KnownFacts,
    birth_date=st.sampled_from([date(1980, 5, 17), date(1980, 7, 15)]),
    died_on=st.none() | st.just(date(2011, 1, 1)),
    residency=PERIODS,
    poor=PERIODS,
    near_poor=PERIODS,
    other_payer=PERIODS,
)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, 4), st.integers(0, 4)),
        st.tuples(st.just("undo"), st.integers(0, 9), st.just(0)),
    ),
    max_size=8,
)
BY_NUMBER = """
SELECT person_id, birth_date, died_on, residency, poor, near_poor, other_payer
FROM coverage_facts ORDER BY person_id
"""


def written(parts: tuple[Period, ...]) -> str:
    return "{" + ",".join(f"[{part.starts},{part.until or ''})" for part in parts) + "}"


def by_number(cursor: Cursor, ids: list[int]) -> dict[int, KnownFacts]:
    """What the bulk step says of each person."""
    steps = [
        sqlplan.Step(
            "asked",
            {},
            "SELECT person_id AS ask_id, person_id, '2010-02-01'::date AS on_date, "
            "false AS newborn, NULL::date AS born_on FROM unnest(%(ids)s::bigint[]) AS person_id",
        ),
        plan.load("registry", "merged_facts"),
        plan.load("coverage", "coverage_facts"),
    ]
    values = {"region": "36.71", "ids": ids}
    rows = cursor.execute(sqlplan.join(steps, BY_NUMBER), values).fetchall()
    return {
        person_id: KnownFacts(born, died, *(periods(each) for each in ranges))
        for person_id, born, died, *ranges in rows
    }


@settings(
    max_examples=60, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(people=st.lists(FACTS, min_size=5, max_size=5), acts=ACTS)
def test_merging_and_undoing_agree_with_the_plain_rule(
    db: Cursor, system_actor: Actor, people: list[KnownFacts], acts: list[tuple[str, int, int]]
) -> None:
    with connection().transaction(force_rollback=True):
        ids, niks = [], []
        for one in people:
            someone = make_person(
                db, born=one.birth_date, died_on=one.died_on, resident=written(one.residency),
                poor=written(one.poor), near_poor=written(one.near_poor),
                other_payer=written(one.other_payer),
            )  # fmt: skip
            ids.append(someone.person_id)
            niks.append(someone.nik)
        standing: dict[int, tuple[int, int]] = {}
        done: list[int] = []
        for kind, first, second in acts:
            try:
                if kind == "merge":
                    act = merge_persons(kept=ids[first], absorbed=ids[second], reason="sama",
                                        by=system_actor, on=DAY)  # fmt: skip
                    standing[act] = first, second
                    done.append(act)
                elif done:
                    act = done[first % len(done)]
                    undo_merge(merge_no=act, reason="beda", by=system_actor, on=DAY)
                    del standing[act]
            except Refused as refused:
                assert refused.code in {"same_person", "already_merged", "merge_unknown"}
        into = {absorbed: kept for kept, absorbed in standing.values()}
        assert not set(into) & set(into.values())
        expected = {}
        for number in range(5):
            kept = into.get(number, number)
            absorbed = [people[other] for other in sorted(into) if into[other] == kept]
            expected[number] = known_together(people[kept], absorbed)
        assert by_number(db, ids) == {ids[n]: facts for n, facts in expected.items()}
        for number, nik in enumerate(niks):
            said = coverage_facts(db, system_actor, nik)[1]
            assert said is not None
            assert said.person_id == ids[into.get(number, number)]
            assert (said.residency, said.other_payer, said.died_on) == (
                expected[number].residency, expected[number].other_payer, expected[number].died_on
            )  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PERIODS, PERIODS)
def test_a_union_is_postgresqls(
    db: Cursor, one: tuple[Period, ...], two: tuple[Period, ...]
) -> None:
    ranges = [
        DateMultirange([DateRange(part.starts, part.until) for part in parts])
        for parts in (one, two)
    ]
    (both,) = db.execute("SELECT %s + %s", ranges).fetchone() or ()
    assert periods(both) == union((*one, *two))
