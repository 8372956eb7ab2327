"""The civil registry's monthly files: what happened, to whom, seen before it is written."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from tests.people import Someone, install, make_person, tangerang

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role
from multiguna.registry.actions import import_membership, import_residents, update_residents
from multiguna.registry.terms import EVENT_WORDS, UPDATE_COLUMNS, EventKind, UpdateResult
from multiguna.synthetic.membership import write_membership
from multiguna.synthetic.residents import write_residents
from multiguna.synthetic.updates import UPDATE_DEFECTS, write_updates

ON = date(2012, 7, 1)
BABY = {
    "PERISTIWA": "LAHIR", "TGL_PERISTIWA": "2012-06-11", "NIK": "3671995106120001",
    "NO_KK": "3671990408060001", "NAMA_LGKP": "BAYI CONTOH", "JENIS_KLMIN": "P",
    "TMPT_LHR": "TANGERANG", "TGL_LHR": "11/06/2012", "ALAMAT": "JL CONTOH", "NO_RT": "001",
    "NO_RW": "002", "KODE_KEL": "36.71.07.1003", "STAT_HBKEL": "4", "STATUS_KAWIN": "1",
}  # fmt: skip


def written(folder: Path, rows: Iterable[dict[str, str]], name: str = "updates.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, UPDATE_COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def said(person: Someone, word: str, on: str = "", **cells: str) -> dict[str, str]:
    return {"PERISTIWA": word, "TGL_PERISTIWA": on, "NIK": str(person.nik), **cells}


def take(path: Path, by: Actor, **options: bool) -> UpdateResult:
    return update_residents(path=path, by=by, on=ON, **options)


def refused(path: Path) -> list[tuple[str, str, str]]:
    with path.with_name(f"{path.name}.errors.csv").open(encoding="utf-8-sig", newline="") as file:
        return sorted((r["row"], r["code"], r["column"]) for r in csv.DictReader(file))


def of(cursor: Cursor, person: Someone, columns: str) -> tuple[object, ...]:
    row = cursor.execute(
        f"SELECT {columns} FROM registry_person WHERE person_id = %s", [person.person_id]
    ).fetchone()
    assert row is not None
    return row


@pytest.fixture
def office(db: Cursor, system_actor: Actor) -> Actor:
    """The registry of a city whose pack is installed."""
    install(system_actor)
    return system_actor


def test_a_month_is_applied_and_what_was_said_before_is_kept(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    dead, gone, moved, carded, wrong, alive, back = (make_person(db) for _ in range(7))
    db.execute(
        "UPDATE registry_person SET died_on = '2012-01-01' WHERE person_id = %s", [alive.person_id]
    )
    db.execute(
        "UPDATE registry_person SET residency = '{[1980-05-17,2011-02-01)}' WHERE person_id = %s",
        [back.person_id],
    )
    path = written(
        tmp_path,
        [
            BABY,
            said(dead, "MATI", "2012-06-03"),
            said(gone, "PINDAH", "04-06-2012"),
            said(moved, "PINDAH_DALAM", "2012-06-05", KODE_KEL="36.71.01.1002", ALAMAT="JL BARU"),
            said(carded, "KARTU", "", NO_KK="3671990506120009", EKTP_STATUS="1"),
            said(wrong, "KOREKSI", "", NIK_BARU="3671991806810099", TGL_LHR="1981-06-18"),
            said(alive, "BATAL_MATI"),
            said(back, "BATAL_PINDAH", "2011-02-01"),
        ],
    )
    result = take(path, office)
    assert (result.rows.inserted, result.rows.updated, result.rows.refused) == (1, 7, 0)
    assert (result.persons_added, result.persons_changed) == (1, 7)
    assert {count.kind for count in result.kinds} == set(EventKind) - {EventKind.MOVE_IN}
    assert of(db, dead, "died_on") == (date(2012, 6, 3),)
    assert of(db, gone, "residency::text") == ("{[1980-05-17,2012-06-04)}",)
    assert of(db, moved, "village_code, address, name") == (
        "36.71.01.1002", "JL BARU", "CONTOH WARGA",
    )  # fmt: skip
    assert of(db, carded, "kk, ektp") == (3671990506120009, True)
    assert of(db, wrong, "nik, birth_date, residency::text") == (
        3671991806810099, date(1981, 6, 18), "{[1981-06-18,)}",
    )  # fmt: skip
    assert of(db, alive, "died_on") == (None,)
    assert of(db, back, "residency::text") == ("{[1980-05-17,)}",)
    born = db.execute(
        "SELECT birth_date, residency::text FROM registry_person WHERE nik = %s", [int(BABY["NIK"])]
    ).fetchone()
    assert born == (date(2012, 6, 11), "{[2012-06-11,)}")
    past = db.execute(
        "SELECT person_id, import_no, body->>'residency' FROM registry_person_past ORDER BY 1"
    ).fetchall()
    assert len(past) == 7
    assert {row[1] for row in past} == {result.rows.import_no}
    assert past[1] == (gone.person_id, result.rows.import_no, "{[1980-05-17,)}")


def test_a_preview_counts_and_masks_and_writes_nothing(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    gone, moved = make_person(db), make_person(db)
    path = written(
        tmp_path,
        [
            said(gone, "PINDAH", "2012-06-04"),
            said(moved, "PINDAH_DALAM", KODE_KEL="36.71.01.1002", ALAMAT="JL RAHASIA"),
            said(gone, "MATI", "2012-99-99"),
        ],
    )
    tables = ("registry_person", "registry_person_past", "registry_event", "registry_import",
              "audit_record")  # fmt: skip

    def look() -> list[object]:
        return [db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables]

    before = look()
    result = take(path, office, preview=True)
    assert look() == before
    assert (result.preview, result.rows.import_no, result.rows.refused) == (True, None, 1)
    assert result.persons_changed == 2
    shown = repr(result.examples)
    assert str(gone.nik) not in shown
    assert "RAHASIA" not in shown
    by_kind = {e.kind: {c.column: (c.before, c.after) for c in e.changes} for e in result.examples}
    assert by_kind[EventKind.MOVE_WITHIN] == {
        "village_code": ("36.71.07.1003", "36.71.01.1002"), "address": ("•••", "•••"),
    }  # fmt: skip
    assert by_kind[EventKind.MOVE_OUT]["residency"][1] == "{[1980-05-17,2012-06-04)}"
    assert take(path, office).rows.updated == 2


def test_what_does_not_fit_is_listed_and_the_rest_goes_on(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    siti, budi, ani = make_person(db), make_person(db), make_person(db)
    nobody = Someone(0, 3671990101800009, 0)
    path = written(
        tmp_path,
        [
            said(siti, "MATI", "2012-07-02"),
            said(siti, "MATI", "1970-01-01"),
            said(siti, "PINDAH", "1980-05-17"),
            said(siti, "BATAL_PINDAH", "2012-06-01"),
            said(nobody, "MATI", "2012-06-01"),
            said(siti, "KOREKSI", "", NIK_BARU=str(budi.nik)),
            {**BABY, "NIK": str(budi.nik)},
            said(siti, "KARTU"),
            said(siti, "SALAH", "2012-06-01"),
            said(siti, "PINDAH_DALAM", KODE_KEL="36.71.07.1999"),
            {**BABY, "TGL_PERISTIWA": "2012-06-12"},
            {**BABY, "PERISTIWA": "DATANG", "NIK": str(ani.nik), "JENIS_KLMIN": "L",
             "TGL_LHR": "1980-05-17"},
            {**BABY, "NAMA_LGKP": ""},
            said(ani, "PINDAH", "2012-06-30"),
        ],
    )  # fmt: skip
    result = take(path, office)
    assert refused(path) == [
        ("1", "date_future", "TGL_PERISTIWA"),
        ("10", "code_invalid", "KODE_KEL"),
        ("11", "date_differs", "TGL_PERISTIWA"),
        ("12", "resident_already", "TGL_PERISTIWA"),
        ("13", "value_missing", "NAMA_LGKP"),
        ("2", "period_reversed", "TGL_PERISTIWA"),
        ("3", "not_resident", "TGL_PERISTIWA"),
        ("4", "nothing_to_undo", "TGL_PERISTIWA"),
        ("5", "person_unknown", "NIK"),
        ("6", "nik_taken", "NIK_BARU"),
        ("7", "nik_taken", "NIK"),
        ("8", "nothing_said", "PERISTIWA"),
        ("9", "event_unknown", "PERISTIWA"),
    ]
    assert (result.rows.refused, result.rows.updated) == (13, 1)
    assert of(db, ani, "residency::text") == ("{[1980-05-17,2012-06-30)}",)


def test_an_old_file_again_does_not_bring_back_what_a_newer_one_changed(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    siti, late = make_person(db), Someone(0, int(BABY["NIK"]), 0)
    june = written(
        tmp_path,
        [said(siti, "PINDAH_DALAM", KODE_KEL="36.71.01.1002"), said(late, "MATI", "2012-06-20")],
        "june.csv",
    )
    july = written(
        tmp_path, [said(siti, "PINDAH_DALAM", KODE_KEL="36.71.01.1003"), BABY], "july.csv"
    )
    assert take(june, office).rows.refused == 1
    assert take(june, office).rows.again
    take(july, office)
    again = take(june, office)
    assert (again.rows.unchanged, again.rows.updated, again.rows.refused) == (1, 1, 0)
    assert of(db, siti, "village_code") == ("36.71.01.1003",)
    died = db.execute("SELECT died_on FROM registry_person WHERE nik = %s", [late.nik]).fetchone()
    assert died == (date(2012, 6, 20),)


def test_a_late_file_takes_nothing_newer_away(db: Cursor, office: Actor, tmp_path: Path) -> None:
    siti, budi = make_person(db), make_person(db)
    july = [
        said(siti, "PINDAH_DALAM", "2012-06-20", KODE_KEL="36.71.01.1003"),
        said(siti, "PINDAH_DALAM", "2012-06-10", KODE_KEL="36.71.01.1001"),
        said(budi, "KARTU", "2012-06-20", NO_KK="3671990506120009"),
    ]
    take(written(tmp_path, july, "july.csv"), office)
    assert of(db, siti, "village_code") == ("36.71.01.1003",), "the later day, not the later row"
    late = written(
        tmp_path,
        [
            said(siti, "PINDAH_DALAM", "2012-05-02", KODE_KEL="36.71.01.1002"),
            said(budi, "KARTU", "2012-05-02", NO_KK="3671990506120001"),
            said(budi, "PINDAH_DALAM", "2012-05-02", KODE_KEL="36.71.01.1002"),
        ],
        "june.csv",
    )
    assert take(late, office).rows.updated == 1
    column = "TGL_PERISTIWA"
    assert refused(late) == [("1", "superseded", column), ("2", "superseded", column)]
    assert of(db, siti, "village_code") == ("36.71.01.1003",)
    assert of(db, budi, "kk, village_code") == (3671990506120009, "36.71.01.1002")


def test_a_hospital_sees_no_history_of_people(db: Cursor, office: Actor, tmp_path: Path) -> None:
    siti = make_person(db)
    take(written(tmp_path, [said(siti, "MATI", "2012-06-03")]), office)
    tables = ("registry_person_past", "registry_event", "registry_import")
    counts = [f"SELECT count(*) FROM {table}" for table in tables]
    assert [db.execute(count).fetchone() for count in counts] == [(1,)] * 3
    db.execute("SELECT set_config('multiguna.provider', '3671901', true)")
    assert [db.execute(count).fetchone() for count in counts] == [(0,)] * 3


def test_who_may_and_what_is_refused_whole(
    db: Cursor, office: Actor, actor: object, tmp_path: Path
) -> None:
    path = written(tmp_path, [BABY])
    clerk = Actor("clerk", Role.DESK_CLERK, office.region, "3671901")
    with pytest.raises(Refused, match="role_not_allowed"):
        take(path, clerk)
    path.write_text("NIK,PERISTIWA\n1,MATI\n")
    with pytest.raises(Refused, match="columns_missing"):
        take(path, office)


def test_a_generated_month_has_exactly_the_bad_rows_that_were_planted(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    pack = tangerang()
    residents, path = tmp_path / "residents.csv", tmp_path / "updates.csv"
    write_residents(residents, residents=3_000, seed=1, villages=pack.villages)
    import_residents(path=residents, by=office, on=ON)
    month = write_updates(
        path, residents=residents, changes=400, month=date(2013, 1, 1), seed=1,
        villages=pack.villages,
    )  # fmt: skip
    result = update_residents(path=path, by=office, on=date(2013, 2, 1))
    assert {(row, code) for row, code, _ in refused(path)} == {
        (str(planted.row), planted.expected) for planted in month.planted
    }
    assert {planted.kind for planted in month.planted} == {kind.name for kind in UPDATE_DEFECTS}
    assert result.rows.inserted + result.rows.updated == 400
    words = {EVENT_WORDS[word]: count for word, count in month.events.items()}
    assert {count.kind: count.applied for count in result.kinds} == words

    jkn = tmp_path / "jkn.csv"
    rows = write_membership(jkn, residents=residents, start=date(2014, 1, 1), seed=1)
    members = import_membership(path=jkn, by=office, on=date(2016, 6, 1)).rows
    assert (members.rows, members.unchanged) == (rows, 0)
    assert members.refused <= 12, "rows of residents who were refused themselves"
    again = tmp_path / "again.csv"
    write_membership(again, residents=residents, start=date(2014, 1, 1), seed=1)
    assert again.read_bytes() == jkn.read_bytes()
