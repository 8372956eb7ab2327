"""`multiguna plan live` on the command line: two packs for the same people, and no pack needed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner
from tests.people import PACKS

from multiguna.cli.living import live
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused

Run = Callable[..., str]


@pytest.fixture
def run(db: Cursor, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on the test's database, in which nothing is installed."""
    monkeypatch.setattr("multiguna.cli.opening.open_database", lambda: None)
    monkeypatch.setenv("MULTIGUNA_TODAY", "2026-11-24")

    def command(*arguments: str) -> str:
        result = CliRunner().invoke(live, arguments)
        if isinstance(result.exception, Refused):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout

    return command


def with_ceiling(folder: Path, ceiling_idr: int) -> Path:
    """Kota Tangerang's pack with a ceiling for a person and year."""
    copytree(PACKS / "tangerang", folder)
    care = folder / "parameters" / "care.yaml"
    text = care.read_text()
    begins = text.index("annual_ceiling_idr:")
    changed = text[begins:].replace("value: null", f"value: {ceiling_idr}")
    assert changed != text[begins:]
    care.write_text(text[:begins] + changed)
    return folder


def test_two_packs_live_the_same_year(run: Run, tmp_path: Path) -> None:
    pack, other = PACKS / "tangerang", with_ceiling(tmp_path / "ceiling", 2_000_000)
    arguments = (
        "--pack", str(pack), "--beside", str(other), "--residents", "20000", "--year", "2012",
        "--needs", "pack",
    )  # fmt: skip
    free, capped = json.loads(run(*arguments, "--json"))["years"]
    assert free["visits"] == capped["visits"] > 300
    assert free["turned_away"] == {}
    assert free["outcome"]["at_ceiling"] == 0 < capped["outcome"]["at_ceiling"]
    assert capped["outcome"]["approved_idr"] < free["outcome"]["approved_idr"]
    assert (
        free["outcome"]["most_idr"]
        == free["outcome"]["approved_idr"] + free["outcome"]["pended_idr"]
    )
    assert {one["month"] for one in free["outcome"]["sums"]} >= {"2012-01", "2012-12"}
    shown = run(*arguments)
    assert "Tidak ada yang disimpan / nothing was written." in shown
    assert f"{capped['outcome']['at_ceiling']:>10}" in shown


def test_a_region_that_has_nothing_installed_lives_by_its_profile(run: Run) -> None:
    arguments = ("--pack", str(PACKS / "agam"), "--residents", "20000", "--year", "2027")
    year = json.loads(run(*arguments, "--json"))["years"][0]
    assert (year["pack_name"], year["residents"]) == ("agam", 20_000)
    assert 0 < year["covered"] < 20_000
    assert year["claims"] > 50
    assert year == json.loads(run(*arguments, "--json"))["years"][0] | {"took_ms": year["took_ms"]}


def test_what_is_missing_is_said(run: Run, tmp_path: Path) -> None:
    bare = with_ceiling(tmp_path / "bare", 1)
    (bare / "planning" / "profile.yaml").unlink()
    arguments = ("--pack", str(bare), "--residents", "2000", "--year", "2012")
    with pytest.raises(Refused) as refused:
        run(*arguments)
    assert refused.value.code == "profile_missing"
    assert "2.000" in run(*arguments, "--needs", "pack")
