"""JKN status files: who has another payer, when it pays first, and whose contribution is odd."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from tests.people import Someone, install, make_person

from multiguna.coverage.actions import check_coverage
from multiguna.coverage.terms import Care, Reason
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.programme.terms import Period
from multiguna.registry.actions import import_membership
from multiguna.registry.queries import regional_members, registry_gaps
from multiguna.registry.rules import active_periods, member_questions
from multiguna.registry.terms import (
    MEMBERSHIP_COLUMNS,
    SEGMENTS,
    MembershipResult,
    QuestionCode,
)

ON = date(2017, 3, 1)
Row = tuple[object, ...]


def written(folder: Path, rows: Iterable[Row], name: str = "jkn.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([MEMBERSHIP_COLUMNS, *rows])
    return path


def take(path: Path, by: Actor, on: date = ON) -> MembershipResult:
    return import_membership(path=path, by=by, on=on)


def reason(person: Someone, by: Actor, on: date) -> Reason:
    answer = check_coverage(nik=person.nik, kk=person.kk, care=Care.INPATIENT, by=by, on=on)
    return answer.decision.reason


@pytest.fixture
def office(db: Cursor, system_actor: Actor) -> Actor:
    """The registry of a city whose pack is installed."""
    install(system_actor)
    return system_actor


def test_jkn_pays_first_in_the_gap_stage_and_is_not_asked_for_in_the_full_one(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    siti, budi = make_person(db), make_person(db)
    path = written(
        tmp_path,
        [
            (siti.nik, "0001234567890", "PPU", "AKTIF", "2014-01-01", "2017-02-01"),
            (siti.nik, "1234567890", "PBPU", "AKTIF", "01-03-2017", ""),
            (budi.nik, "0001234567891", "PBI", "NONAKTIF", "2014-01-01", ""),
        ],
    )
    result = take(path, office)
    assert (result.rows.updated, result.rows.refused, result.rows.warned) == (3, 0, 1)
    assert (result.active, result.asked, result.stage_code) == (1, True, "gap-2016")
    assert not take(path, office, date(2015, 1, 1)).asked
    assert reason(siti, office, date(2015, 6, 1)) is Reason.COVERED, "full: JKN is not asked for"
    assert reason(siti, office, date(2016, 1, 1)) is Reason.OTHER_PAYER
    assert reason(siti, office, date(2017, 1, 31)) is Reason.OTHER_PAYER
    assert reason(siti, office, date(2017, 2, 1)) is Reason.COVERED
    assert reason(siti, office, date(2017, 3, 1)) is Reason.OTHER_PAYER
    assert reason(budi, office, date(2017, 3, 1)) is Reason.COVERED, "not active: the city pays"
    cards = db.execute("SELECT DISTINCT card_no FROM registry_membership ORDER BY 1").fetchall()
    assert cards == [("0001234567890",), ("0001234567891",)]


def test_a_file_says_all_of_those_it_names_and_again_nothing_new(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    siti, budi = make_person(db), make_person(db, other_payer="{[2010-01-01,)}")
    old = (siti.nik, "0001234567890", "PPU", "AKTIF", "2014-01-01", "")
    path = written(tmp_path, [old])
    assert take(path, office).rows.updated == 1
    again = take(path, office)
    assert (again.rows.updated, again.rows.unchanged, again.rows.again) == (0, 1, True)
    count = db.execute("SELECT count(*) FROM registry_membership").fetchone()
    assert count == (1,)
    news = written(tmp_path, [(*old[:5], "2016-07-01")], "news.csv")
    assert take(news, office).rows.updated == 1
    rows = db.execute(
        "SELECT person_id, other_payer::text FROM registry_person ORDER BY person_id"
    ).fetchall()
    assert rows == [
        (siti.person_id, "{[2014-01-01,2016-07-01)}"),
        (budi.person_id, "{[2010-01-01,)}"),
    ]
    past = db.execute(
        "SELECT body->>'other_payer' FROM registry_person_past ORDER BY past_id"
    ).fetchall()
    assert past == [("{}",), ("{[2014-01-01,)}",)]


def test_bad_rows_are_listed_and_the_rest_goes_on(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    siti = make_person(db)
    good = (siti.nik, "0001234567890", "PPU", "AKTIF", "2014-01-01", "")
    path = written(
        tmp_path,
        [
            ("1", *good[1:]),
            (siti.nik, "00012345678901", *good[2:]),
            (*good[:2], "LAIN", *good[3:]),
            (*good[:3], "MUNGKIN", *good[4:]),
            (*good[:4], "2014-02-30", ""),
            (*good[:5], "2014-01-01"),
            ("3671990101800009", *good[1:]),
            good,
        ],
    )
    result = take(path, office)
    with path.with_name("jkn.csv.errors.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = [(r["row"], r["code"]) for r in csv.DictReader(file)]
    assert listed == [
        ("1", "nik_invalid"), ("2", "number_invalid"), ("3", "code_invalid"),
        ("4", "status_unknown"), ("5", "date_invalid"), ("6", "period_reversed"),
        ("7", "person_unknown"),
    ]  # fmt: skip
    assert (result.rows.refused, result.rows.updated) == (7, 1)
    with pytest.raises(Refused, match="role_not_allowed"):
        take(path, Actor("v", Role.VERIFIER, office.region))


@pytest.mark.parametrize("seed", range(5))
def test_odd_contributions_are_found_alike_in_python_and_sql(
    db: Cursor, office: Actor, tmp_path: Path, seed: int
) -> None:
    rng = Random(seed)
    day = ON - timedelta(rng.choice((0, 1, 30)))
    ends = [ON - timedelta(60), ON - timedelta(1), ON, ON + timedelta(1), None]
    rows: list[Row] = []
    people: dict[int, tuple[date | None, tuple[Period, ...], list[tuple[str, str, bool, Period]]]]
    people = {}
    for _ in range(60):
        died = rng.choice([None, None, ON, day - timedelta(1), day])
        left = rng.choice([None, None, day, day + timedelta(1)])
        person = make_person(db, died_on=died, resident=f"{{[1980-05-17,{left or ''})}}")
        held: list[tuple[str, str, bool, Period]] = []
        for _ in range(rng.randint(1, 3)):
            card = f"{rng.randint(1, 60):013}"
            segment = rng.choice([*SEGMENTS, "PBPU_PEMDA", "PBPU_PEMDA"])
            until = rng.choice(ends)
            active = rng.random() < 0.8
            held.append((card, segment, active, Period(date(2014, 1, 1), until)))
            rows.append((person.nik, card, segment, "AKTIF" if active else "NONAKTIF",
                         "2014-01-01", until or ""))  # fmt: skip
        people[person.person_id] = (died, (Period(date(1980, 5, 17), left),), held)
    take(written(tmp_path, rows), office)
    now = {
        one: [(card, segment) for card, segment, active, p in held if active and p.holds(day)]
        for one, (_, _, held) in people.items()
    }
    holders = Counter(card for cards in now.values() for card in {card for card, _ in cards})
    expected = set()
    for one, (died, residency, held) in people.items():
        own = [card for card, segment in now[one] if segment == "PBPU_PEMDA"]
        expected |= {
            (one, code)
            for code in member_questions(
                regional=bool(own), segments=[segment for _, segment in now[one]], died_on=died,
                residency=residency, card_holders=holders[min(own)] if own else 0, on=day,
            )
        }  # fmt: skip
        kept = db.execute(
            "SELECT other_payer::text FROM registry_person WHERE person_id = %s", [one]
        ).fetchone()
        periods = active_periods((active, period) for _, _, active, period in held)
        written_as = ",".join(f"[{p.starts},{p.until or ''})" for p in periods)
        assert kept == (f"{{{written_as}}}",)
    found = {(q.person_id, q.code) for q in regional_members(db, office, on=day)}
    assert found == expected
    assert {code for _, code in found} == set(QuestionCode)


def test_the_doctor_sees_a_registry_that_disagrees_with_itself(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    siti, budi, ani = make_person(db), make_person(db), make_person(db)
    row = (siti.nik, "0001234567890", "PPU", "AKTIF", "2014-01-01", "")
    take(written(tmp_path, [row]), office)
    assert registry_gaps(db, office) == []
    db.execute("UPDATE registry_person SET other_payer = '{}'")
    db.execute(
        "UPDATE registry_person SET died_on = '1970-01-01', residency = '{[1970-01-01,)}' "
        "WHERE person_id = %s", [budi.person_id],
    )  # fmt: skip
    db.execute(
        "INSERT INTO registry_person_past (region, person_id, nik, body, import_hash, replaced_at) "
        "VALUES ('36.71', 999999, 1, '{}', 'x', now()), "
        "('36.71', %s, 1, '{}', 'x', '2012-01-01')",
        [ani.person_id],
    )
    assert registry_gaps(db, office) == [
        "died_before_birth: 1", "lived_before_birth: 1", "past_before_known: 1",
        "past_of_nobody: 1", "payer_not_as_told: 1",
    ]  # fmt: skip


def test_a_file_older_than_what_is_stored_is_taken_with_a_warning(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    siti, budi = make_person(db), make_person(db)
    new = written(
        tmp_path, [(siti.nik, "0001234567890", "PPU", "AKTIF", "2017-02-01", "")], "new.csv"
    )
    assert take(new, office).rows.warned == 0
    rows: list[Row] = [(budi.nik, "0001234567891", "PPU", "AKTIF", "2014-01-01", "")]
    old = take(written(tmp_path, rows, "old.csv"), office)
    assert (old.rows.updated, old.rows.warned) == (1, 1)
    assert [problem.code for problem in old.rows.problems] == ["file_old"]
