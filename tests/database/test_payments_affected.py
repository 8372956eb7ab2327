"""What a death or a move that becomes known later means for letters and claims made before."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from tests.payments_city import ANGSANA, ON, City, january
from tests.people import Someone, make_person, tangerang

from multiguna.coverage.rules import coverage_stage, decide_coverage
from multiguna.coverage.terms import Care, CoverageFacts, CoverageRequest, Reason
from multiguna.guarantees.actions import issue_guarantee, release_guarantee
from multiguna.guarantees.rules.letters import letter_number
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.payments.actions import record_overpayment
from multiguna.payments.queries import affected
from multiguna.payments.rules import affected_reason
from multiguna.payments.terms import Affected, AffectedState
from multiguna.programme.actions import install_pack
from multiguna.programme.terms import Period
from multiguna.registry.actions import import_membership, merge_persons, update_residents
from multiguna.registry.terms import MEMBERSHIP_COLUMNS, UPDATE_COLUMNS

LATER = date(2012, 7, 1)
JANUARY = date(2012, 1, 20)


@pytest.fixture
def city(db: Cursor, system_actor: Actor) -> City:
    """A city with a pack, a transaction that is rolled back, and no claims yet."""
    install_pack(pack=tangerang(), by=system_actor, on=JANUARY)
    return City(system_actor).build()


def now(cursor: Cursor) -> datetime:
    row = cursor.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    return row[0]  # type: ignore[no-any-return]


def happened(folder: Path, by: Actor, *events: tuple[str, Someone, str]) -> int:
    """The civil registry tells what has happened; gives the number of the import."""
    path = folder / f"updates-{len(list(folder.iterdir()))}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, UPDATE_COLUMNS, restval="")
        writer.writeheader()
        for word, person, on in events:
            said = {"STAT_HBKEL": "7"} if word == "KARTU" else {}
            writer.writerow(
                {"PERISTIWA": word, "NIK": str(person.nik), "TGL_PERISTIWA": on, **said}
            )
    result = update_residents(path=path, by=by, on=LATER)
    assert result.rows.refused == 0
    assert result.rows.import_no is not None
    return result.rows.import_no


def bill(city: City, claim_no: str, person: Someone, *, outcome: str = "", days: int = 0) -> int:
    """A claim of somebody's, decided; it is for the days before its discharge."""
    approved = 0 if outcome in ("pended", "rejected") else 1_000_000
    return city.claim(
        claim_no, 1_000_000, approved, outcome=outcome, person_id=person.person_id,
        admission=JANUARY - timedelta(days),
    )  # fmt: skip


def promise(city: City, person: Someone, serial: int) -> str:
    """An open letter of January."""
    letter_no = letter_number(ANGSANA, JANUARY, serial)
    answer = issue_guarantee(
        letter_no=letter_no, nik=person.nik, kk=person.kk, provider_code=ANGSANA,
        care=Care.INPATIENT, by=city.by, on=JANUARY,
    )  # fmt: skip
    assert answer.letter is not None, answer.outcome
    return letter_no


def brief(rows: tuple[Affected, ...]) -> list[tuple[object, ...]]:
    return [(r.claim_id or r.letter_no, r.reason, r.since, r.state, r.amount_idr) for r in rows]


def test_every_state_of_a_dead_persons_claims_is_listed_with_its_amount(
    city: City, db: Cursor, tmp_path: Path
) -> None:
    dead, living = make_person(db), make_person(db)
    paid = bill(city, "PAID", dead)
    for order_no in january(city.by):
        city.papers(order_no)
    ordered = bill(city, "ORDERED", dead)
    january(city.by)
    approved = bill(city, "APPROVED", dead)
    pended = bill(city, "PENDED", dead, outcome="pended")
    bill(city, "REJECTED", dead, outcome="rejected")
    bill(city, "LIVING", living)
    before = now(db)
    number = happened(tmp_path, city.by, ("MATI", dead, "2012-01-10"), ("KARTU", living, ""))
    rows = affected(db, city.by, import_no=number)
    told = (Reason.DIED, date(2012, 1, 10))
    assert brief(rows) == [
        (paid, *told, AffectedState.PAID, 1_000_000),
        (ordered, *told, AffectedState.ORDERED, 1_000_000),
        (approved, *told, AffectedState.APPROVED, 1_000_000),
        (pended, *told, AffectedState.UNDECIDED, 1_000_000),
    ]
    assert [row.recoverable_idr for row in rows] == [1_000_000, 0, 0, 0]
    assert affected(db, city.by, since=before) == rows
    assert affected(db, city.by, since=now(db)) == ()
    record_overpayment(claim_id=paid, amount_idr=400_000, reason="meninggal", by=city.by, on=ON)
    assert affected(db, city.by, since=before)[0].recoverable_idr == 600_000
    assert rows[0].state.proposal.id
    assert rows[0].state.proposal.en


def test_a_stay_that_went_on_after_death_and_care_before_it(
    city: City, db: Cursor, tmp_path: Path
) -> None:
    dead, gone = make_person(db), make_person(db)
    during = bill(city, "DURING", dead, days=5)
    after = bill(city, "GONE", gone)
    left = bill(city, "LEFT", gone, days=10)
    number = happened(
        tmp_path, city.by, ("MATI", dead, "2012-01-17"), ("PINDAH", gone, "2012-01-15")
    )
    assert brief(affected(db, city.by, import_no=number)) == [
        (during, Reason.DIED, date(2012, 1, 17), AffectedState.APPROVED, 1_000_000),
        (after, Reason.MOVED_OUT, date(2012, 1, 15), AffectedState.APPROVED, 1_000_000),
    ]
    assert left, "admitted while still a resident"
    back = happened(
        tmp_path, city.by, ("BATAL_MATI", dead, ""), ("BATAL_PINDAH", gone, "2012-01-15")
    )
    assert affected(db, city.by, import_no=back) == ()


def test_open_letters_are_listed_and_ended_ones_are_not(
    city: City, db: Cursor, tmp_path: Path
) -> None:
    city.agree()
    dead, gone = make_person(db), make_person(db)
    letter = promise(city, dead, 1)
    ended = promise(city, gone, 2)
    release_guarantee(letter_no=ended, by=city.by, on=JANUARY)
    number = happened(
        tmp_path, city.by, ("MATI", dead, "2012-01-18"), ("PINDAH", gone, "2012-01-18")
    )
    [row] = affected(db, city.by, import_no=number)
    assert (row.letter_no, row.claim_id, row.state) == (letter, None, AffectedState.OPEN_LETTER)
    assert (row.reason, row.since) == (Reason.DIED, date(2012, 1, 18))
    assert row.amount_idr > 0


def test_who_was_not_covered_before_is_no_news(city: City, db: Cursor, tmp_path: Path) -> None:
    gone = make_person(db, resident="{[1980-05-17,2011-06-01)}")
    bill(city, "KNOWN", gone)
    assert affected(db, city.by, import_no=happened(tmp_path, city.by, ("KARTU", gone, ""))) == ()


def test_a_death_known_of_one_record_reaches_the_claims_of_the_other(
    city: City, db: Cursor, tmp_path: Path
) -> None:
    kept, absorbed = make_person(db), make_person(db)
    claim_id = bill(city, "TWICE", kept)
    merge_persons(
        kept=kept.person_id, absorbed=absorbed.person_id, reason="same", by=city.by, on=JANUARY
    )
    number = happened(tmp_path, city.by, ("MATI", absorbed, "2012-01-10"))
    assert brief(affected(db, city.by, import_no=number)) == [
        (claim_id, Reason.DIED, date(2012, 1, 10), AffectedState.APPROVED, 1_000_000)
    ]


def test_jkn_that_is_known_later_touches_the_gap_stage_and_not_the_full_one(
    city: City, db: Cursor, tmp_path: Path
) -> None:
    siti = make_person(db)
    bill(city, "FULL", siti)
    day = date(2016, 3, 1)
    gap = city.claim("GAP", 70_000, 70_000, discharge=day, person_id=siti.person_id)
    path = tmp_path / "jkn.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        member = (siti.nik, "0001234567890", "PPU", "AKTIF", "2010-01-01", "")
        csv.writer(file).writerows([MEMBERSHIP_COLUMNS, member])
    taken = import_membership(path=path, by=city.by, on=day)
    assert brief(affected(db, city.by, import_no=taken.rows.import_no)) == [
        (gap, Reason.OTHER_PAYER, date(2010, 1, 1), AffectedState.APPROVED, 70_000)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_sql_lists_what_the_rules_say_of_before_and_now(
    city: City, db: Cursor, tmp_path: Path, seed: int
) -> None:
    rng = Random(seed)
    expected, events, start = set[tuple[int, Reason]](), [], date(1980, 5, 17)
    stage = coverage_stage(tangerang(), JANUARY)
    for number in range(60):
        left = rng.choice([None, None, JANUARY + timedelta(rng.choice((-40, 0, 1, 40)))])
        person = make_person(db, resident=f"{{[{start},{left or ''})}}")
        days = rng.choice((0, 0, 3))
        claim_id = bill(city, f"C{number}", person, days=days)
        service = JANUARY - timedelta(days)
        before = CoverageFacts(1, 1, start, None, (Period(start, left),))
        on = JANUARY + timedelta(rng.choice((-5, -3, -2, -1, 0, 1)))
        word = rng.choice(("MATI", "PINDAH")) if left is None else "MATI"
        events.append((word, person, on.isoformat()))
        after = (
            replace(before, died_on=on)
            if word == "MATI"
            else replace(before, residency=(Period(start, on),))
        )
        old, new = (
            (decide_coverage(facts, stage, CoverageRequest(service)), facts)
            for facts in (before, after)
        )
        reason = affected_reason(old, new, until=JANUARY)
        if reason is not None:
            expected.add((claim_id, reason))
    number = happened(tmp_path, city.by, *events)
    found = {(row.claim_id, row.reason) for row in affected(db, city.by, import_no=number)}
    assert found == expected
    assert len(found) >= 10
