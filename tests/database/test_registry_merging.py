"""Persons whom the registry has twice: seen as one, two again after an undo, never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import psycopg
import pytest
from tests.people import DAY, HOSPITAL, Someone, install, make_person

from multiguna.coverage.queries import coverage_facts, coverage_of_population
from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import issue_guarantee
from multiguna.guarantees.terms import GuaranteeAnswer
from multiguna.kernel.db import Cursor, connection
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.registry.actions import merge_persons, undo_merge
from multiguna.registry.queries import find_duplicates, merge_acts, same_person

WHY = "KTP dan akta sama"
NAMES = (
    "SITI", "NUR", "AHMAD", "BUDI", "DEWI", "RINA", "AGUS", "EKO", "TRI", "DWI", "SRI", "ANI",
    "YANI", "IWAN", "HADI", "RUDI", "TUTI",
)  # fmt: skip
FAMILIES = (
    "SANTOSO", "WIBOWO", "HIDAYAT", "SAPUTRA", "RAHMAN", "AMINAH", "LESTARI", "PUTRI", "KUSUMA",
    "NUGRAHA",
)  # fmt: skip


def test_the_facts_of_both_hold_for_either_number(db: Cursor, system_actor: Actor) -> None:
    install(system_actor)
    kept = make_person(db, resident="{[2000-01-01,2010-01-01)}", poor="{[2008-01-01,2009-01-01)}")
    twin = make_person(db, resident="{[2009-06-01,)}", poor="{[2011-01-01,)}")
    act = merge_persons(
        kept=kept.person_id, absorbed=twin.person_id, reason=WHY, by=system_actor, on=DAY
    )
    for someone in (kept, twin):
        _, facts, card = coverage_facts(db, system_actor, someone.nik)
        assert facts is not None and card is not None
        assert facts.person_id == card.person_id == kept.person_id
        assert [(p.starts.year, p.until) for p in facts.residency] == [(2000, None)]
        assert [p.starts.year for p in facts.poor] == [2008, 2011]
        assert facts.kk == someone.kk
    assert same_person(db, system_actor, twin.person_id) == (kept.person_id, twin.person_id)
    (said,) = merge_acts(db, system_actor, person_id=twin.person_id)
    assert (said.merge_no, said.kind, said.undone_by, said.reason) == (act, "merge", None, WHY)


def test_a_letter_on_either_number_is_the_kept_ones(db: Cursor, system_actor: Actor) -> None:
    install(system_actor, budget={"RI": 10**12})
    kept = make_person(db, resident="{[2000-01-01,)}")
    twin = make_person(db, resident="{}")
    before = issue(twin, system_actor, 1)
    assert before.letter is None
    merge_persons(kept=kept.person_id, absorbed=twin.person_id, reason=WHY, by=system_actor, on=DAY)
    after = issue(twin, system_actor, 2)
    assert after.letter is not None
    assert after.letter.person_id == kept.person_id


def issue(someone: Someone, by: Actor, serial: int) -> GuaranteeAnswer:
    return issue_guarantee(
        letter_no=f"{HOSPITAL}0312J{serial:06}", nik=someone.nik, kk=someone.kk,
        provider_code=HOSPITAL, care=Care.INPATIENT, by=by, on=DAY,
    )  # fmt: skip


def test_the_population_counts_them_once(db: Cursor, system_actor: Actor) -> None:
    install(system_actor)
    kept, twin = make_person(db), make_person(db)
    before = sum(coverage_of_population(db, system_actor, on=DAY).values())
    merge_persons(kept=kept.person_id, absorbed=twin.person_id, reason=WHY, by=system_actor, on=DAY)
    assert sum(coverage_of_population(db, system_actor, on=DAY).values()) == before - 1


def test_an_undo_gives_back_what_was(db: Cursor, system_actor: Actor) -> None:
    kept = make_person(db, resident="{[2000-01-01,2010-01-01)}")
    twin = make_person(db, resident="{[2009-06-01,)}", died_on=date(2011, 5, 1))
    before = [coverage_facts(db, system_actor, each.nik) for each in (kept, twin)]
    act = merge_persons(
        kept=kept.person_id, absorbed=twin.person_id, reason=WHY, by=system_actor, on=DAY
    )
    merged = coverage_facts(db, system_actor, kept.nik)[1]
    assert merged is not None and merged.died_on == date(2011, 5, 1)
    undo = undo_merge(merge_no=act, reason="Orang lain", by=system_actor, on=DAY)
    assert [coverage_facts(db, system_actor, each.nik) for each in (kept, twin)] == before
    assert same_person(db, system_actor, twin.person_id) == (twin.person_id,)
    acts = merge_acts(db, system_actor)
    assert [(one.kind, one.undone_by) for one in acts] == [("merge", undo), ("undo", None)]
    assert db.execute("SELECT count(*) FROM registry_merged").fetchone() == (0,)
    with pytest.raises(Refused, match="merge_unknown"):
        undo_merge(merge_no=act, reason="Sekali lagi", by=system_actor, on=DAY)


def test_what_cannot_be_merged_is_refused(
    db: Cursor, system_actor: Actor, actor: Callable[..., Actor]
) -> None:
    one, two, three = (make_person(db).person_id for _ in range(3))
    dead = make_person(db, died_on=date(2011, 1, 1)).person_id
    gone = make_person(db, died_on=date(2011, 1, 2)).person_id

    def refuses(code: str, kept: int, absorbed: int, reason: str = WHY) -> None:
        with pytest.raises(Refused, match=code):
            merge_persons(kept=kept, absorbed=absorbed, reason=reason, by=system_actor, on=DAY)

    refuses("same_person", one, one)
    refuses("person_unknown", one, 0)
    refuses("reason_missing", one, two, " ")
    refuses("deaths_differ", dead, gone)
    merge_persons(kept=one, absorbed=two, reason=WHY, by=system_actor, on=DAY)
    refuses("already_merged", one, two)
    refuses("already_merged", two, three)
    refuses("already_merged", three, one)
    with pytest.raises(Refused, match="role_not_allowed"):
        merge_persons(kept=one, absorbed=three, reason=WHY, by=actor(Role.VERIFIER), on=DAY)
    assert len(merge_acts(db, system_actor)) == 1


def test_the_database_keeps_chains_away(db: Cursor, system_actor: Actor) -> None:
    """Whatever writes there: nobody is absorbed by the absorbed, nor left without the one kept."""
    one, two, three = (make_person(db).person_id for _ in range(3))
    act = merge_persons(kept=one, absorbed=two, reason=WHY, by=system_actor, on=DAY)
    chain = (
        "INSERT INTO registry_merged (region, person_id, kept_id, is_kept, of_kept, merge_no) "
        f"VALUES ('36.71', {three}, {two}, false, true, {act})"
    )
    orphan = f"DELETE FROM registry_merged WHERE person_id = {one}"
    again = (
        "INSERT INTO registry_merge (region, kind, undoes, kept_id, absorbed_id, reason, record_id,"
        f" merged_by, merged_on) SELECT '36.71', 'undo', {act}, {one}, {two}, '', 0, '', now()"
    )
    undone = f"{again}; {again}"
    for statement in (chain, orphan, undone):
        with pytest.raises(psycopg.errors.IntegrityError), connection().transaction():
            db.execute(statement)


def test_duplicates_are_found_and_others_are_not(db: Cursor, system_actor: Actor) -> None:
    """The same people under another number, among many who share a name or a birthday."""
    dice = Random(7)
    people = []
    for _ in range(1_200):
        name = " ".join(dice.sample(NAMES, 2)) + f" {dice.choice(FAMILIES)}"
        born = date(1950, 1, 1) + timedelta(days=dice.randrange(20_000))
        sex = dice.choice([1, 2])
        people.append((make_person(db, name=name, born=born, sex=sex).person_id, name, born, sex))
    twice = set()
    for number, (person_id, name, born, sex) in enumerate(people[:30]):
        swapped = born.day <= 12 and number % 3 == 1
        other = make_person(
            db,
            name=f"{name[:-1]}H" if number % 3 == 0 else name,
            born=born.replace(month=born.day, day=born.month) if swapped else born,
            sex=sex,
        )
        twice.add((person_id, other.person_id))
    found = find_duplicates(db, system_actor)
    pairs = {(one.person_id, one.other_id) for one in found}
    assert len(pairs & twice) >= 25
    assert len(pairs - twice) <= 1
    assert all(3_000 <= one.score_bp <= 9_999 for one in found)
    assert found == find_duplicates(db, system_actor)
    first, second = max(twice & pairs)
    merge_persons(kept=first, absorbed=second, reason=WHY, by=system_actor, on=DAY)
    again = {(one.person_id, one.other_id) for one in find_duplicates(db, system_actor)}
    assert again == pairs - {(first, second)}
