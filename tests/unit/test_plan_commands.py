"""`plan frontier` and `plan memo` as people type them: answers, files, and plain refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from multiguna.cli.main import cli
from multiguna.kernel.errors import Refused

AGAM = str(Path(__file__).parents[2] / "packs" / "agam")
USUAL = ["--pack", AGAM, "--runs", "200", "--on", "2026-11-24"]


def run(*words: str) -> str:
    result = CliRunner().invoke(cli, ["plan", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_frontier_is_told_and_drawn(tmp_path: Path) -> None:
    body = json.loads(
        run("frontier", *USUAL, "--budget", "8000000000", "--json", "--out", str(tmp_path))
    )
    assert body["chosen"]["needed_idr"] <= 8_000_000_000
    assert body["region"] == "13.06"
    assert sum(step["extra_idr"] for step in body["path"]) == (
        body["points"][-1]["needed_idr"] - body["points"][0]["needed_idr"]
    )
    drawn = sorted(path.name for path in tmp_path.iterdir())
    assert drawn == [f"frontier-{one}.{kind}" for one in ("en", "id")
                     for kind in ("pdf", "png", "svg")]  # fmt: skip
    said = run("frontier", *USUAL, "--budget", "8000000000")
    assert "jaminan terluas yang muat" in said
    assert "the widest cover that fits" in said


def test_other_values_and_another_order_can_be_tried() -> None:
    words = ["frontier", *USUAL, "--budget", "8000000000", "--json"]
    body = json.loads(run(*words, "--try", "care_class=3", "--try", "rates_bp=9000;10000",
                          "--order", "rates,people"))  # fmt: skip
    assert {point["levers"]["care_class"] for point in body["points"]} == {3}
    assert {point["levers"]["rates_bp"] for point in body["points"]} == {9000, 10000}
    assert body["order"][:2] == ["rates", "people"]
    with pytest.raises(Refused, match="order_wrong"):
        run(*words, "--order", "luck")


def test_the_memo_is_written_the_same_each_time(tmp_path: Path) -> None:
    words = ["memo", *USUAL, "--budget", "8000000000", "--language", "id",
             "--scenario", "Kelas 2: care_class=2", "--scenario", "Miskin: reach=poor"]  # fmt: skip
    said = run(*words, "--out", str(tmp_path / "a"))
    body = json.loads(run(*words, "--out", str(tmp_path / "b"), "--json"))
    assert "Itu untuk 2027 saja." in said
    assert [one["scenario"]["title"]["id"] for one in body["scenarios"]] == ["Kelas 2", "Miskin"]
    for name in ("memo-id.html", "memo-id.pdf"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "memo-id.html", "memo-id.pdf",
    ]  # fmt: skip


def test_before_national_figures_were_known_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="known_too_little"):
        run("memo", "--pack", AGAM, "--budget", "8000000000", "--out", str(tmp_path), "--on",
            "2015-01-01", "--year", "2027")  # fmt: skip
