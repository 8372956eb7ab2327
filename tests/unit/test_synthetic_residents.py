"""Invented residents: ages, households, numbers, and the bad rows between them."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from multiguna.programme.terms import VillageRow
from multiguna.synthetic.planting import RESIDENT_DEFECTS, Shares
from multiguna.synthetic.residents import COLUMNS, write_residents

PACK = Path(__file__).parents[2] / "packs" / "tangerang"
UNTIL = date(2013, 1, 1)


def _villages() -> list[VillageRow]:
    with (PACK / "regions" / "villages.csv").open(encoding="utf-8") as handle:
        return [VillageRow(**row) for row in csv.DictReader(handle)]


def _write(path: Path, residents: int, seed: int, shares: Shares | None = None) -> list[object]:
    return list(
        write_residents(path, residents=residents, seed=seed, villages=_villages(), shares=shares)
    )


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """6,000 residents without bad rows."""
    path = tmp_path_factory.mktemp("town") / "residents.csv"
    assert _write(path, 6000, 3, Shares(resident_bp=0)) == []
    with path.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def _age(row: dict[str, str]) -> float:
    return (UNTIL - date.fromisoformat(row["TGL_LHR"])).days / 365.25


def test_as_many_people_as_asked_under_the_registry_s_header(
    town: list[dict[str, str]],
) -> None:
    assert len(town) == 6000
    assert ",".join(town[0]) == COLUMNS


def test_ages_and_households_are_like_the_census(town: list[dict[str, str]]) -> None:
    children = sum(_age(row) < 15 for row in town) / len(town)
    old = sum(_age(row) >= 65 for row in town) / len(town)
    men = sum(row["JENIS_KLMIN"] == "1" for row in town)
    assert 0.24 < children < 0.30
    assert 0.02 < old < 0.05
    assert 0.98 < men / (len(town) - men) < 1.12
    assert 3.6 < len(town) / len({row["NO_KK"] for row in town}) < 4.1


def test_every_nik_is_unique_and_carries_birth_date_and_sex(town: list[dict[str, str]]) -> None:
    assert len({row["NIK"] for row in town}) == len(town)
    for row in town:
        born, woman = date.fromisoformat(row["TGL_LHR"]), row["JENIS_KLMIN"] == "2"
        day = born.day + (40 if woman else 0)
        assert row["NIK"][:12] == f"367199{day:02}{born:%m%y}"
        assert row["NO_KK"].startswith("367199") and len(row["NO_KK"]) == 16


def test_children_name_a_mother_of_their_household_old_enough(
    town: list[dict[str, str]],
) -> None:
    by_nik = {row["NIK"]: row for row in town}
    born_to = [row for row in town if row["NIK_IBU"]]
    assert len(born_to) > 1000
    for child in born_to:
        mother = by_nik[child["NIK_IBU"]]
        assert mother["NO_KK"] == child["NO_KK"] and mother["JENIS_KLMIN"] == "2"
        assert 17 < _age(mother) - _age(child) < 45


def test_people_came_left_died_and_were_born_in_the_year(town: list[dict[str, str]]) -> None:
    came = sum(row["TGL_DATANG"].startswith("2012") for row in town) / len(town)
    left = sum(row["TGL_PINDAH"].startswith("2012") for row in town) / len(town)
    died = sum(row["TGL_MATI"].startswith("2012") for row in town) / len(town)
    born = sum(row["TGL_LHR"].startswith("2012") for row in town) / len(town)
    assert 0.015 < came < 0.045 and 0.01 < left < 0.04
    assert 0.002 < died < 0.009 and 0.01 < born < 0.025
    for row in town:
        for column in ("TGL_DATANG", "TGL_PINDAH", "TGL_MATI"):
            assert not row[column] or row[column] >= row["TGL_LHR"]
        assert not (row["TGL_PINDAH"] and row["TGL_MATI"])


def test_villages_are_the_pack_s_and_large_districts_hold_more(
    town: list[dict[str, str]],
) -> None:
    codes = {village.village_code for village in _villages()}
    people = Counter(row["KODE_KEL"].rpartition(".")[0] for row in town)
    assert {row["KODE_KEL"] for row in town} <= codes
    assert people["36.71.05"] > 1.5 * people["36.71.04"]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        _write(tmp_path / name, 500, seed)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").read_bytes() != (tmp_path / "c").read_bytes()


def test_bad_rows_stand_where_the_list_says_and_show_their_fault(tmp_path: Path) -> None:
    path = tmp_path / "residents.csv"
    planted = write_residents(
        path, residents=800, seed=2, villages=_villages(), shares=Shares(resident_bp=25)
    )
    with path.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 800 + len(planted)
    assert Counter(one.kind for one in planted) == {kind.name: 2 for kind in RESIDENT_DEFECTS}
    niks = Counter(row["NIK"] for row in rows)
    codes = {village.village_code for village in _villages()}
    faults = {
        "resident_nik_length": lambda row: len(row["NIK"]) == 15,
        "resident_date_impossible": lambda row: row["TGL_LHR"] == "2012-02-31",
        "resident_nik_repeated": lambda row: niks[row["NIK"]] == 2,
        "resident_name_missing": lambda row: row["NAMA_LGKP"] == "",
        "resident_village_unknown": lambda row: row["KODE_KEL"] not in codes,
        "resident_sex_unknown": lambda row: row["JENIS_KLMIN"] not in ("1", "2"),
    }
    for one in planted:
        assert faults[one.kind](rows[one.row - 1]), one.kind
