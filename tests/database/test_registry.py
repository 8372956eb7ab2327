"""Files of the civil registry: every row lands or is listed, and what was said before is kept."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.people import DAY, install, make_person, tangerang

from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor
from multiguna.registry import queries
from multiguna.registry.actions import import_residents, taking
from multiguna.registry.terms import RESIDENT_COLUMNS, WELFARE_COLUMNS, ImportResult
from multiguna.synthetic.city import write_city

Row = dict[str, str]
PACKS = Path(__file__).parents[2] / "packs"
SITI: Row = {
    "NIK": "3671075505800001", "NO_KK": "3671070408060001", "NAMA_LGKP": "SITI CONTOH",
    "JENIS_KLMIN": "2", "TMPT_LHR": "TANGERANG", "TGL_LHR": "1980-05-15", "ALAMAT": "JL CONTOH",
    "NO_RT": "001", "NO_RW": "002", "KODE_KEL": "36.71.07.1003", "STAT_HBKEL": "3",
    "STATUS_KAWIN": "2", "EKTP_STATUS": "1", "NIK_IBU": "", "TGL_DATANG": "", "TGL_PINDAH": "",
    "TGL_MATI": "",
}  # fmt: skip
BUDI = {**SITI, "NIK": "3671071705780002", "NAMA_LGKP": "BUDI CONTOH", "JENIS_KLMIN": "1",
        "TGL_LHR": "1978-05-17", "STAT_HBKEL": "1"}  # fmt: skip


def written(
    folder: Path,
    rows: Iterable[Row],
    columns: tuple[str, ...] = RESIDENT_COLUMNS,
    *,
    name: str = "residents.csv",
    delimiter: str = ",",
    end: str = "\n",
    encoding: str = "utf-8",
    quoting: int = csv.QUOTE_MINIMAL,
) -> Path:
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
        writer.writerow(columns)
        writer.writerows([row[c] for c in columns] for row in rows)
    return path


def take(path: Path, by: Actor) -> ImportResult:
    return import_residents(path=path, by=by, on=DAY)


def counts(result: ImportResult) -> tuple[int, int, int, int, int]:
    return result.rows, result.inserted, result.updated, result.unchanged, result.refused


def report(path: Path) -> list[Row]:
    with path.with_name(f"{path.name}.errors.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["kept"] == "0"]


def said(path: Path) -> list[tuple[str, str, str, str]]:
    return [(row["row"], row["column"], row["value"], row["code"]) for row in report(path)]


def of_siti(cursor: Cursor, column: str) -> object:
    row = cursor.execute(
        f"SELECT {column}::text FROM registry_person WHERE nik = %s", [int(SITI["NIK"])]
    ).fetchone()
    return row and row[0]


@pytest.fixture
def office(db: Cursor, system_actor: Actor) -> Actor:
    """The registry of a city whose pack is installed."""
    install(system_actor)
    return system_actor


def test_every_planted_defect_is_listed_and_nothing_else(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    city = tmp_path / "city"
    write_city(city, pack_dir=PACKS / "tangerang", residents=3000, months=1, seed=1)
    with (city / "planted.csv").open(newline="") as file:
        planted = {
            (row["row"], row["expected"])
            for row in csv.DictReader(file)
            if row["file"] == "residents.csv"
        }
    with (city / "residents.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    result = take(city / "residents.csv", office)
    listed = report(city / "residents.csv")
    assert {(row["row"], row["code"]) for row in listed} == planted
    assert len(planted) >= 12
    for row in listed:
        assert row["value"] == rows[int(row["row"]) - 1][row["column"]]
        assert all(row[f"{part}_{lang}"] for part in ("message", "remedy") for lang in ("id", "en"))
    assert counts(result) == (len(rows), 3000, 0, 0, len(planted))
    assert queries.resident_count(db, office) == 3000

    again = take(city / "residents.csv", office)
    assert counts(again) == (len(rows), 0, 0, 3000, len(planted))

    welfare = take(city / "welfare.csv", office)
    assert welfare.updated == welfare.rows > 100
    assert not (city / "welfare.csv.errors.csv").exists()


@pytest.mark.parametrize(
    "quirk",
    [
        {},
        {"encoding": "utf-8-sig", "end": "\r\n"},
        {"delimiter": ";", "end": "\r\n"},
        {"delimiter": "\t"},
        {"quoting": csv.QUOTE_ALL},
        {"columns": tuple(reversed(RESIDENT_COLUMNS))},
        {"columns": (*RESIDENT_COLUMNS, "ROW_NO", "")},
    ],
    ids=str,
)
def test_the_same_people_in_other_shapes_are_unchanged(
    db: Cursor, office: Actor, tmp_path: Path, quirk: dict[str, object]
) -> None:
    take(written(tmp_path, [SITI, BUDI], name="plain.csv"), office)
    rows = [{**row, "ROW_NO": "7", "": ""} for row in (SITI, BUDI)]
    result = take(written(tmp_path, rows, **quirk), office)  # type: ignore[arg-type]
    assert counts(result) == (2, 0, 0, 2, 0)
    assert result.again is (quirk == {})


@pytest.mark.parametrize("pattern", ["%d-%m-%Y", "%d/%m/%Y"])
def test_days_written_the_indonesian_way(
    db: Cursor, office: Actor, tmp_path: Path, pattern: str
) -> None:
    dates = {"TGL_LHR": date(1980, 5, 3), "TGL_DATANG": date(2010, 2, 1),
             "TGL_PINDAH": date(2012, 3, 4)}  # fmt: skip
    row = {**SITI, **{name: day.strftime(pattern) for name, day in dates.items()}}
    assert take(written(tmp_path, [row]), office).inserted == 1
    assert of_siti(db, "birth_date") == "1980-05-03"
    assert of_siti(db, "residency") == "{[2010-02-01,2012-03-04)}"


def test_latin_1_names_are_read(db: Cursor, office: Actor, tmp_path: Path) -> None:
    row = {**SITI, "NAMA_LGKP": "RENÉE CONTOH"}
    take(written(tmp_path, [row], encoding="latin-1"), office)
    assert of_siti(db, "name") == "RENÉE CONTOH"


def test_a_broken_file_is_refused_whole(db: Cursor, office: Actor, tmp_path: Path) -> None:
    broken = [
        written(tmp_path, [SITI], RESIDENT_COLUMNS[:-1], name="a.csv"),
        written(tmp_path, [{**SITI, "ALAMAT": "JL\0"}], name="b.csv"),
    ]
    for path, code in zip(broken, ("columns_missing", "encoding"), strict=True):
        with pytest.raises(Refused, match=code):
            take(path, office)
    assert queries.resident_count(db, office) == 0


def test_every_fault_is_listed_with_its_row_and_value(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    path = written(
        tmp_path,
        [
            {**SITI, "NIK": "12", "NAMA_LGKP": ""},
            BUDI,
            {**SITI, "TGL_PINDAH": "1980-05-15"},
            {**SITI, "TGL_DATANG": "1979-01-01"},
            {**SITI, "TGL_MATI": "1979-01-01"},
            {**BUDI, "ALAMAT": "JL LAIN"},
        ],
    )
    with path.open("a") as file:
        file.write("\n1,2\n")
    assert counts(take(path, office)) == (7, 1, 0, 0, 6)
    assert sorted(said(path)) == [
        ("1", "NAMA_LGKP", "", "value_missing"),
        ("1", "NIK", "12", "nik_invalid"),
        ("3", "TGL_PINDAH", "1980-05-15", "period_reversed"),
        ("4", "TGL_DATANG", "1979-01-01", "period_reversed"),
        ("5", "TGL_MATI", "1979-01-01", "period_reversed"),
        ("6", "NIK", BUDI["NIK"], "nik_repeated"),
        ("8", "", "2", "columns_count"),
    ]


def test_the_first_sound_row_of_a_nik_is_taken(db: Cursor, office: Actor, tmp_path: Path) -> None:
    rows = [{**SITI, "NAMA_LGKP": ""}, SITI, {**SITI, "NAMA_LGKP": "LAIN"}]
    path = written(tmp_path, rows)
    assert counts(take(path, office)) == (3, 1, 0, 0, 2)
    assert of_siti(db, "name") == "SITI CONTOH"


def test_an_unknown_district_and_another_birth_date_only_warn(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    rows = [
        {**SITI, "NIK": "3671995505800001"},
        {**BUDI, "TGL_LHR": "1978-05-18"},
        {**BUDI, "NIK": "3601071705780003"},  # another region's district is not ours to know
    ]
    path = written(tmp_path, rows)
    result = take(path, office)
    assert (result.inserted, result.refused, result.warned) == (3, 0, 2)
    assert [(p.row, p.code, p.kept) for p in result.problems] == [
        (1, "district_unknown", True),
        (2, "nik_differs", True),
    ]


def test_a_change_keeps_what_was_said_before(db: Cursor, office: Actor, tmp_path: Path) -> None:
    take(written(tmp_path, [SITI, BUDI], name="a.csv"), office)
    result = take(written(tmp_path, [{**SITI, "NAMA_LGKP": "SITI BARU"}, BUDI]), office)
    assert counts(result) == (2, 0, 1, 1, 0)
    assert of_siti(db, "name") == "SITI BARU"
    past = db.execute(
        "SELECT body->>'name', body ? 'residency' FROM registry_person_past"
    ).fetchall()
    assert past == [("SITI CONTOH", True)]


def test_moving_out_back_in_and_dying(db: Cursor, office: Actor, tmp_path: Path) -> None:
    story = [
        ({}, "{[1980-05-15,)}", None),
        ({"TGL_PINDAH": "2010-03-01"}, "{[1980-05-15,2010-03-01)}", None),
        ({"TGL_DATANG": "2011-06-01"}, "{[1980-05-15,2010-03-01),[2011-06-01,)}", None),
        ({"TGL_DATANG": "2011-07-01"}, "{[1980-05-15,2010-03-01),[2011-07-01,)}", None),
        (
            {"TGL_DATANG": "2011-07-01", "TGL_MATI": "2012-02-01"},
            "{[1980-05-15,2010-03-01),[2011-07-01,)}",
            "2012-02-01",
        ),
    ]
    for number, (change, residency, died_on) in enumerate(story):
        take(written(tmp_path, [{**SITI, **change}], name=f"{number}.csv"), office)
        assert (of_siti(db, "residency"), of_siti(db, "died_on")) == (residency, died_on)


def test_a_corrected_birth_date_moves_the_residency(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    take(written(tmp_path, [SITI], name="a.csv"), office)
    take(written(tmp_path, [{**SITI, "TGL_LHR": "1980-05-16"}]), office)
    assert of_siti(db, "residency") == "{[1980-05-16,)}"


def test_an_older_file_again_is_taken_at_its_word(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    first = written(tmp_path, [SITI], name="a.csv")
    take(first, office)
    take(written(tmp_path, [{**SITI, "NAMA_LGKP": "SITI BARU"}]), office)
    assert take(first, office).updated == 1
    assert take(first, office).again
    assert of_siti(db, "name") == "SITI CONTOH"


def test_welfare_periods_and_their_faults(db: Cursor, office: Actor, tmp_path: Path) -> None:
    row = {"NIK": SITI["NIK"], "STATUS": "MISKIN", "SEJAK": "2010-01-01", "SAMPAI": ""}
    rows = [
        {**row, "SAMPAI": "2011-01-01"},
        {**row, "STATUS": "HAMPIR_MISKIN", "SEJAK": "2011-01-01"},
        {**row, "NIK": BUDI["NIK"]},
        {**row, "NIK": BUDI["NIK"], "STATUS": "HAMPIR_MISKIN", "SEJAK": "2012-01-01"},
        {**row, "NIK": "3671071705780009"},
        {**row, "SAMPAI": "2010-01-01"},
        {**row, "STATUS": "KAYA"},
    ]
    path = written(tmp_path, rows, WELFARE_COLUMNS, name="welfare.csv")
    early = take(path, office)  # before the residents: everybody is unknown
    assert (early.updated, early.refused) == (0, 7)
    take(written(tmp_path, [SITI, BUDI]), office)
    result = take(path, office)
    assert counts(result) == (7, 0, 2, 0, 5)
    assert (of_siti(db, "poor"), of_siti(db, "near_poor")) == (
        "{[2010-01-01,2011-01-01)}",
        "{[2011-01-01,)}",
    )
    assert [(row, code) for row, _, _, code in sorted(said(path))] == [
        ("3", "status_overlaps"),
        ("4", "status_overlaps"),
        ("5", "person_unknown"),
        ("6", "period_reversed"),
        ("7", "code_invalid"),
    ]
    good = written(tmp_path, rows[:2], WELFARE_COLUMNS, name="good.csv")
    assert counts(take(good, office)) == (2, 0, 0, 2, 0)


def test_residents_again_leave_welfare_alone(db: Cursor, office: Actor, tmp_path: Path) -> None:
    take(written(tmp_path, [SITI], name="a.csv"), office)
    row = {"NIK": SITI["NIK"], "STATUS": "MISKIN", "SEJAK": "2010-01-01", "SAMPAI": ""}
    take(written(tmp_path, [row], WELFARE_COLUMNS, name="welfare.csv"), office)
    take(written(tmp_path, [{**SITI, "NAMA_LGKP": "SITI BARU"}]), office)
    assert of_siti(db, "poor") == "{[2010-01-01,)}"


def test_nothing_is_half_written_when_an_import_fails(
    db: Cursor, office: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise OSError("the disk is full")

    path = written(tmp_path, [SITI, {**BUDI, "NIK": "1"}])
    with monkeypatch.context() as patch, pytest.raises(OSError, match="disk"):
        patch.setattr(taking.Taking, "record", fail)
        take(path, office)
    assert [p.name for p in tmp_path.iterdir()] == ["residents.csv"]
    assert queries.resident_count(db, office) == 0
    assert take(path, office).inserted == 1


def test_an_import_leaves_its_row_and_its_record(db: Cursor, office: Actor, tmp_path: Path) -> None:
    take(written(tmp_path, [SITI, {**BUDI, "NIK": "1"}]), office)
    rows = db.execute("SELECT kind, rows, inserted, refused, imported_by FROM registry_import")
    assert rows.fetchall() == [("residents", 2, 1, 1, "system")]
    body = db.execute("SELECT body FROM audit_record WHERE kind = 'registry_import'").fetchone()
    assert body is not None
    assert '"inserted":1' in body[0]
    assert SITI["NIK"] not in body[0]


def test_progress_counts_the_bytes_of_the_file(db: Cursor, office: Actor, tmp_path: Path) -> None:
    path = written(tmp_path, [SITI, BUDI])
    seen: list[int] = []
    import_residents(path=path, by=office, on=DAY, progress=seen.append)
    header = len(path.read_bytes().split(b"\n")[0]) + 1
    assert sum(seen) == path.stat().st_size - header


def test_residents_of_another_region_are_out_of_sight(
    db: Cursor, office: Actor, tmp_path: Path
) -> None:
    take(written(tmp_path, [SITI]), office)
    other = Actor("system", office.role, "36.03")
    db.execute("SELECT set_config('multiguna.region', '36.03', true)")
    assert queries.person_by_nik(db, other, int(SITI["NIK"]), purpose="test") is None


def test_cards_and_names_are_logged_as_read(db: Cursor, office: Actor) -> None:
    siti = make_person(db, name="SITI CONTOH")
    card = queries.person_by_id(db, office, siti.person_id, purpose="desk")
    assert card is not None
    assert (card.name, card.nik_masked[-4:]) == ("SITI CONTOH", f"{siti.nik % 10_000:04}")
    assert str(siti.nik) not in repr(card)
    assert queries.person_names(db, office, [siti.person_id], purpose="list") == {
        siti.person_id: "SITI CONTOH"
    }
    log = db.execute("SELECT person_id, purpose FROM audit_access ORDER BY access_id").fetchall()
    assert log == [(siti.person_id, "desk"), (siti.person_id, "list")]


def test_a_village_that_the_pack_lacks_is_refused(
    db: Cursor, system_actor: Actor, tmp_path: Path
) -> None:
    pack = tangerang()
    fewer = tuple(v for v in pack.villages if v.village_code != SITI["KODE_KEL"])
    install(system_actor, replace(pack, villages=fewer))
    path = written(tmp_path, [SITI])
    take(path, system_actor)
    assert said(path) == [("1", "KODE_KEL", SITI["KODE_KEL"], "code_invalid")]
