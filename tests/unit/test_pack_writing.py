"""A pack written out is the pack that is read in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from multiguna.programme.rules import check_pack, read_pack
from multiguna.programme.rules.reading import OPTIONAL_TABLES, TABLES
from multiguna.programme.rules.writing import TABLE_OF, pack_files
from multiguna.programme.terms import Pack

PACKS = Path(__file__).parents[2] / "packs"


def written(pack: Pack, folder: Path) -> Path:
    """The files of a pack in a folder, with the sources that every pack needs."""
    people = {"legal/sources.md": "# Sources\n", "CHANGELOG.md": f"## {pack.version}\n"}
    for name, text in {**pack_files(pack), **people}.items():
        path = folder / pack.name / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / pack.name


@pytest.mark.parametrize("name", ["template", "tangerang"])
def test_a_pack_reads_back_the_same(name: str, tmp_path: Path) -> None:
    pack = read_pack(PACKS / name)
    folder = written(pack, tmp_path)
    assert check_pack(folder) == []
    assert read_pack(folder) == pack


def test_a_value_changes_on_a_day_in_what_is_written(tmp_path: Path) -> None:
    pack = read_pack(PACKS / "tangerang")
    [residency] = [one for one in pack.parameters if one.name == "residency_days_min"]
    other = replace(residency, values=residency.values[:1])
    changed = replace(
        pack, parameters=tuple(other if one is residency else one for one in pack.parameters)
    )
    text = pack_files(changed)["parameters/parameters.yaml"]
    assert text != pack_files(pack)["parameters/parameters.yaml"]
    assert "2016-01-01, until" not in text


def test_every_table_is_written() -> None:
    assert set(TABLE_OF) == {*TABLES, *OPTIONAL_TABLES}
