"""The regions of Indonesia: codes, names, time zones and villages."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from multiguna.cli.gazetteer import region
from multiguna.kernel.errors import Refused
from multiguna.programme.rules.regions import (
    find_regions,
    provinces,
    regencies,
    region_of,
    villages_of,
)

PACKS = Path(__file__).parents[2] / "packs"


def test_there_are_38_provinces_and_514_regencies() -> None:
    assert (len(provinces()), len(regencies())) == (38, 514)
    assert len({one.code for one in (*provinces(), *regencies())}) == 552
    zones = [one.timezone for one in provinces()]
    assert {zone: zones.count(zone) for zone in zones} == {
        "Asia/Jakarta": 18, "Asia/Makassar": 12, "Asia/Jayapura": 8,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("agam", ["13.06"]),
        ("Kab. Badung", ["51.03"]),
        ("1306", ["13.06"]),
        ("13.06.01.2001", ["13.06"]),
        ("kota tangerang", ["36.71", "36.74"]),
        ("tangerang", ["36.03", "36.71", "36.74"]),
        ("99.99", []),
        ("5", []),
        ("", []),
        ("atlantis", []),
    ],
)
def test_a_region_is_found_by_name_or_code(asked: str, codes: list[str]) -> None:
    assert [one.code for one in find_regions(asked)] == codes


def test_the_nearest_name_comes_first() -> None:
    assert find_regions("bali")[0].name == "Provinsi Bali"


def test_what_a_region_calls_itself_and_its_regulation() -> None:
    assert region_of("13.06").regulation == "Peraturan Bupati Agam"
    assert region_of("36.71").regulation == "Peraturan Wali Kota Tangerang"
    assert region_of("51").regulation == "Peraturan Gubernur Bali"
    assert region_of("34").name == "Daerah Istimewa Yogyakarta"


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        region_of("98.01")
    assert refused.value.code == "region_unknown"


def test_the_villages_are_those_of_the_pack_that_was_written_by_hand() -> None:
    with (PACKS / "tangerang" / "regions" / "villages.csv").open(encoding="utf-8") as file:
        by_hand = {tuple(row.values()) for row in csv.DictReader(file)}
    found = villages_of("36.71")
    assert {
        (row.district_code, row.district_name, row.village_code, row.village_name) for row in found
    } == by_hand
    assert (len(villages_of("13.06")), len(villages_of("51.03")), len(villages_of("51"))) == (
        92, 62, 716,
    )  # fmt: skip


def test_the_command_lists_matches() -> None:
    told = CliRunner().invoke(region, ["find", "badung"])
    assert told.output == (
        "51.03  Kabupaten Badung, Bali  WITA  62 kelurahan dan desa / villages\n"
    )
    assert CliRunner().invoke(region, ["find", "atlantis", "--json"]).output == "[]\n"
