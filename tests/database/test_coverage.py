"""Coverage questions leave one record each, and a record gives its decision again for ever."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from tests.people import DAY, Someone, install, make_person, tangerang

from multiguna.coverage.actions import BULK_MAX, check_coverage, check_coverage_many
from multiguna.coverage.queries import coverage_of_population, replay
from multiguna.coverage.terms import Care, CoverageAnswer, Papers, Reason
from multiguna.kernel import canonical
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.programme.actions import install_pack
from multiguna.programme.terms import Pack

NOBODY = 3671070101800009


@pytest.fixture
def desk(db: Cursor, system_actor: Actor) -> Actor:
    """Somebody who asks in a city whose pack is installed."""
    install(system_actor)
    return system_actor


def ask(person: Someone, by: Actor, **changes: object) -> CoverageAnswer:
    request: dict[str, object] = {
        "nik": person.nik, "kk": person.kk, "care": Care.INPATIENT, "by": by, "on": DAY,
    }  # fmt: skip
    return check_coverage(**{**request, **changes})  # type: ignore[arg-type]


def bodies(cursor: Cursor) -> list[tuple[int, str]]:
    return cursor.execute(
        "SELECT record_id, body FROM audit_record WHERE kind = 'coverage' ORDER BY record_id"
    ).fetchall()


def crowd(cursor: Cursor) -> list[Someone]:
    """One person for each of several answers."""
    return [
        make_person(cursor),
        make_person(cursor, died_on=date(2011, 1, 1)),
        make_person(cursor, resident="{[1980-05-17,2010-01-01)}"),
        make_person(cursor, resident="{[2012-05-01,)}"),
        make_person(cursor, resident="{[1980-05-17,2010-01-01),[2011-01-01,)}"),
        make_person(cursor, born=date(2012, 4, 1), resident="{[2012-04-01,)}"),
        make_person(cursor, poor="{[2008-01-01,)}", near_poor="{}", other_payer="{[2012-01-01,)}"),
    ]


def test_one_question_one_record_without_name_or_number(db: Cursor, desk: Actor) -> None:
    siti = make_person(db, name="SITI CONTOH")
    answer = ask(siti, desk)
    assert answer.decision.reason is Reason.COVERED
    assert answer.person is not None
    assert answer.person.name == "SITI CONTOH"
    [(record_id, body)] = bodies(db)
    assert record_id == answer.record_id
    for secret in (str(siti.nik), str(siti.kk), "SITI", "CONTOH"):
        assert secret not in body
    said = json.loads(body)
    assert said["subject"] == f"person:{siti.person_id}"
    assert (said["outcome"], said["reasons"]) == ("covered", ["covered"])
    assert said["facts"]["kk_matches"] is True
    assert said["pack"]["stage"] == "universal-2012"


def test_a_stranger_leaves_a_record_too(db: Cursor, desk: Actor) -> None:
    stranger = Someone(0, NOBODY, 3603070101800009)
    answer = ask(stranger, desk)
    assert (answer.decision.reason, answer.person) == (Reason.OTHER_REGION_CARD, None)
    assert ask(stranger, desk, kk=None).decision.reason is Reason.NOT_REGISTERED
    assert ask(stranger, desk, nik=1).decision.reason is Reason.INVALID_IDENTITY
    assert all(str(NOBODY) not in body for _, body in bodies(db))
    assert len(bodies(db)) == 3


def test_papers_that_may_come_later_say_when(db: Cursor, desk: Actor) -> None:
    siti = make_person(db)
    later = ask(siti, desk, emergency=True, papers=Papers(ktp=False, kk=False))
    assert (later.decision.reason, later.papers_hours) == (Reason.COVERED_PAPERS_LATER, 72)
    assert ask(siti, desk, emergency=True).papers_hours is None


def test_without_a_pack_nothing_is_answered(db: Cursor, system_actor: Actor) -> None:
    siti = make_person(db)
    with pytest.raises(Refused, match="pack_missing"):
        ask(siti, system_actor)
    with pytest.raises(Refused, match="pack_missing"):
        check_coverage_many(niks=[siti.nik], care=Care.INPATIENT, by=system_actor, on=DAY)
    assert bodies(db) == []


def test_a_thousand_at_once_get_the_answers_of_the_desk(db: Cursor, desk: Actor) -> None:
    people = crowd(db)
    niks = [p.nik for p in people] + [NOBODY, 1, people[0].nik]
    niks += [make_person(db).nik for _ in range(BULK_MAX - len(niks))]
    for on in (DAY, date(2007, 1, 1), date(2009, 1, 1), date(2016, 6, 1)):
        before = len(bodies(db))
        many = check_coverage_many(niks=niks, care=Care.OUTPATIENT, by=desk, on=on)
        assert len(bodies(db)) == before + BULK_MAX
        assert [nik for nik, _, _ in many] == niks
        for nik, covered, reason in many[:10]:
            one = check_coverage(nik=nik, kk=None, care=Care.OUTPATIENT, by=desk, on=on).decision
            assert (covered, reason) == (one.covered, one.reason)
    with pytest.raises(Refused, match="too_many"):
        check_coverage_many(niks=[*niks, 1], care=Care.OUTPATIENT, by=desk, on=DAY)


def test_single_and_bulk_records_have_one_shape(db: Cursor, desk: Actor) -> None:
    people = crowd(db)
    niks = [p.nik for p in people] + [NOBODY, 1]
    check_coverage_many(niks=niks, care=Care.OUTPATIENT, by=desk, on=DAY)
    for nik in niks:
        check_coverage(nik=nik, kk=None, care=Care.OUTPATIENT, by=desk, on=DAY)
    texts = [body for _, body in bodies(db)]
    for bulk, single in zip(texts[: len(niks)], texts[len(niks) :], strict=True):
        assert canonical.dumps(json.loads(bulk)) == bulk
        said, other = json.loads(bulk), json.loads(single)
        assert len(said.pop("salt")) == len(other.pop("salt")) == 32
        assert said == other


def test_every_record_replays_under_a_later_pack(db: Cursor, desk: Actor) -> None:
    people = crowd(db)
    niks = [p.nik for p in people] + [NOBODY, 1]
    check_coverage_many(niks=niks, care=Care.OUTPATIENT, by=desk, on=DAY)
    newborn = {"newborn_born_on": DAY, "papers": Papers(ktp=False, kk=True, guardian_ktp=True)}
    ask(people[0], desk, **newborn)
    ask(people[0], desk, kk=people[1].kk)
    ask(people[0], desk, emergency=True, papers=Papers(ktp=False, kk=False))
    ask(people[0], desk, papers=Papers(ktp=False, kk=False))
    ask(Someone(0, NOBODY, 3603070101800009), desk)
    ask(people[0], desk, on=date(2007, 1, 1))
    later = without_stages(tangerang())
    install_pack(pack=later, by=desk, on=DAY)
    db.execute("UPDATE registry_person SET residency = '{}', died_on = NULL, kk = kk + 1")
    assert ask(people[0], desk).decision.reason is Reason.NO_STAGE
    seen = Counter[str]()
    for record_id, body in bodies(db):
        said = json.loads(body)
        again = replay(db, desk, record_id)
        assert [again.reason.value] == said["reasons"]
        assert ("covered" if again.covered else "not_covered") == said["outcome"]
        assert again.stage_code == said["pack"]["stage"]
        seen.update(said["reasons"])
    assert len(seen) >= 11, seen


def without_stages(pack: Pack) -> Pack:
    return replace(pack, version="9.0", stages=())


def test_what_cannot_be_replayed_is_refused(db: Cursor, desk: Actor) -> None:
    with pytest.raises(Refused, match="record_unknown"):
        replay(db, desk, 10**9)


def test_the_population_is_decided_as_its_people_are(db: Cursor, desk: Actor) -> None:
    people = crowd(db)
    for on in (DAY, date(2007, 1, 1), date(2009, 1, 1), date(2016, 6, 1)):
        singly = Counter(
            check_coverage(nik=p.nik, kk=None, care=Care.OUTPATIENT, by=desk, on=on).decision.reason
            for p in people
        )
        assert coverage_of_population(db, desk, on=on) == dict(singly)
