"""A synthetic city's files: complete, repeatable, and sound wherever nothing was planted."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from multiguna.kernel.errors import Refused
from multiguna.synthetic.city import CENSUS_2010, CitySummary, write_city
from multiguna.synthetic.demand import Demand
from multiguna.synthetic.planting import KINDS, Shares

PACK = Path(__file__).parents[2] / "packs" / "tangerang"
BUSY = Demand(inpatient_per_1000=110, outpatient_per_1000=160)
"""A small city in which people come often enough for every kind to be planted."""


def _city(out: Path, **changes: object) -> CitySummary:
    settings: dict[str, object] = {
        "pack_dir": PACK, "residents": 1500, "months": 12, "seed": 11, "demand": BUSY,
    }  # fmt: skip
    return write_city(out, **{**settings, **changes})


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CitySummary]:
    """A city of 1,500 people and a year, written once."""
    out = tmp_path_factory.mktemp("city")
    return out, _city(out)


def test_the_city_is_the_listed_files_and_nothing_else(city: tuple[Path, CitySummary]) -> None:
    out, summary = city
    assert sorted(path.name for path in out.iterdir()) == [
        "budget.csv", "city.json", "claims", "hospitals.csv", "planted.csv", "residents.csv",
        "visits.csv", "welfare.csv",
    ]  # fmt: skip
    files = list((out / "claims").rglob("*.txt"))
    assert len(files) == summary.claim_files
    for file in files:
        assert file.parent.name.startswith("2012-")
        assert file.name.startswith("P.201") and file.stem.rpartition("_")[2].startswith("36719")


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(
    city: tuple[Path, CitySummary], tmp_path: Path
) -> None:
    out, summary = city
    assert _city(tmp_path / "again") == summary
    assert _tree(tmp_path / "again") == _tree(out)
    _city(tmp_path / "other", seed=12)
    assert _tree(tmp_path / "other")["visits.csv"] != _tree(out)["visits.csv"]


def test_every_kind_is_planted_at_least_twice(city: tuple[Path, CitySummary]) -> None:
    out, summary = city
    assert summary.not_planted == ()
    assert set(summary.planted) == {kind.name for kind in KINDS}
    assert min(summary.planted.values()) >= 2
    assert Counter(row["kind"] for row in _table(out / "planted.csv")) == summary.planted


def test_the_default_city_plants_every_kind_too(tmp_path: Path) -> None:
    summary = write_city(tmp_path, pack_dir=PACK, residents=20_000, months=12, seed=1)
    assert summary.not_planted == ()
    assert min(summary.planted.values()) >= 2
    visits = _table(tmp_path / "visits.csv")
    inpatients = sum(visit["care"] == "inpatient" for visit in visits)
    assert 7.5 < inpatients / 20 < 12.5
    assert 17 < (len(visits) - inpatients) / 20 < 28
    by_quarter = Counter((int(visit["on"][5:7]) - 1) // 3 for visit in visits)
    assert by_quarter[3] > 1.3 * by_quarter[0]


def test_without_shares_nothing_is_planted(tmp_path: Path) -> None:
    none = Shares(resident_bp=0, desk_bp=0, row_bp=0, quirk_bp=0, fault_bp=0, file_quirks=0)
    summary = _city(tmp_path, residents=600, shares=none)
    assert summary.planted == {}
    assert _table(tmp_path / "planted.csv") == []


def test_a_tiny_city_stays_mostly_sound(tmp_path: Path) -> None:
    summary = _city(tmp_path, residents=400, months=3, demand=Demand())
    claims = [one for one in _table(tmp_path / "planted.csv") if int(one["row"]) and
              one["file"].startswith("claims")]  # fmt: skip
    assert len(claims) <= max(4, summary.claim_rows // 2)


def test_visits_are_unique_letters_of_known_people(city: tuple[Path, CitySummary]) -> None:
    out, summary = city
    visits = _table(out / "visits.csv")
    refused = {
        int(one["row"]) for one in _table(out / "planted.csv") if one["file"] == "visits.csv"
    }
    people = {row["NIK"]: row for row in _table(out / "residents.csv") if len(row["NIK"]) == 16}
    assert len({visit["letter_no"] for visit in visits}) == len(visits) == summary.visits
    assert visits == sorted(visits, key=lambda visit: visit["on"])
    newborns = 0
    for number, visit in enumerate(visits, start=1):
        assert visit["letter_no"].startswith(visit["provider_code"])
        assert visit["letter_no"][7:12] == f"{date.fromisoformat(visit['on']):%m%y}J"
        if number in refused:
            continue
        newborns += visit["nik"] == ""
        person = people[visit["nik"] or visit["mother_nik"]]
        assert person["NO_KK"] == visit["kk"]
        assert (person["TGL_DATANG"] or "1900-01-01") <= visit["on"]
        assert visit["on"] < (person["TGL_PINDAH"] or "2999-12-31")
        assert visit["on"] <= (person["TGL_MATI"] or "2999-12-31")
    assert newborns > 0


def test_desk_refusals_give_the_reason_they_name(city: tuple[Path, CitySummary]) -> None:
    out, _ = city
    visits = _table(out / "visits.csv")
    people = {row["NIK"]: row for row in _table(out / "residents.csv")}
    for one in _table(out / "planted.csv"):
        if one["file"] != "visits.csv":
            continue
        visit = visits[int(one["row"]) - 1]
        person = people.get(visit["nik"])
        assert visit["letter_no"] == one["claim_no"]
        match one["expected"]:
            case "moved_out":
                assert person and person["TGL_PINDAH"] <= visit["on"]
            case "died":
                assert person and person["TGL_MATI"] < visit["on"]
            case "not_resident_yet":
                assert person and visit["on"] < person["TGL_DATANG"]
            case "other_region_card":
                assert person is None and visit["nik"].startswith("3171")
            case "not_registered":
                assert person is None and visit["nik"].startswith("3671")
            case "family_card_mismatch":
                assert person and person["NO_KK"] != visit["kk"]
            case "invalid_identity":
                assert len(visit["nik"]) == 15
            case "newborn_window_over":
                age = date.fromisoformat(visit["on"]) - date.fromisoformat(visit["born"])
                assert visit["nik"] == "" and age.days > 28
            case reason:
                raise AssertionError(reason)


def test_about_a_fifth_is_poor_or_near_poor(city: tuple[Path, CitySummary]) -> None:
    out, summary = city
    rows = _table(out / "welfare.csv")
    assert len(rows) == summary.welfare_rows
    assert 0.12 < len({row["NIK"] for row in rows}) / summary.residents < 0.28
    assert {row["STATUS"] for row in rows} == {"MISKIN", "HAMPIR_MISKIN"}
    assert all(row["SEJAK"] < (row["SAMPAI"] or "2999-12-31") for row in rows)


def test_budget_and_hospitals_are_the_pack_s_scaled_to_the_city(
    city: tuple[Path, CitySummary],
) -> None:
    out, _ = city
    pack = [
        row
        for row in _table(PACK / "budget" / "appropriations.csv")
        if row["fiscal_year"] in ("2012", "2013")  # the year lived, and the day after it
    ]
    for real, scaled in zip(pack, _table(out / "budget.csv"), strict=True):
        assert int(scaled["amount_idr"]) == int(real["amount_idr"]) * 1500 // CENSUS_2010
        assert {**real, "amount_idr": ""} == {**scaled, "amount_idr": ""}
    assert _table(out / "hospitals.csv") == _table(PACK / "agreements" / "providers.csv")


def test_city_json_states_what_was_made(city: tuple[Path, CitySummary]) -> None:
    out, summary = city
    body = json.loads((out / "city.json").read_text(encoding="utf-8"))
    assert (body["seed"], body["months"], body["start"]) == (11, 12, "2012-01-01")
    assert body["planted"] == summary.planted
    assert body["shares"]["fault_bp"] == Shares().fault_bp


def test_a_city_may_start_in_the_years_of_the_poor(tmp_path: Path) -> None:
    _city(tmp_path, residents=900, months=4, start=date(2011, 10, 1))
    poor = {row["NIK"] for row in _table(tmp_path / "welfare.csv")}
    refused = {
        int(one["row"]) for one in _table(tmp_path / "planted.csv") if one["file"] == "visits.csv"
    }
    early = [
        visit["nik"] or visit["mother_nik"]
        for number, visit in enumerate(_table(tmp_path / "visits.csv"), start=1)
        if visit["on"] < "2012-01-01" and number not in refused
    ]
    assert early and set(early) <= poor


def test_a_full_folder_and_an_impossible_city_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(Refused) as full:
        _city(tmp_path)
    assert full.value.code == "folder_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    for changes in ({"residents": 0}, {"months": 0}, {"start": date(2012, 1, 2)}):
        with pytest.raises(Refused) as impossible:
            _city(tmp_path / "new", **changes)
        assert impossible.value.code == "city_impossible"
    assert not (tmp_path / "new").exists()
