"""`multiguna guarantee`: letters, what was learned from them, and how the estimates fared."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.people import HOSPITAL, install, make_person

from multiguna.cli.guarantees import guarantee
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor

Run = Callable[..., str]
PERIOD = ("--from", "2012-03-01", "--until", "2012-05-01", "--on", "2012-06-01")


@pytest.fixture
def run(db: Cursor, system_actor: Actor, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command as unattended work; gives what it printed."""
    monkeypatch.setattr("multiguna.cli.guarantees.open_actor", lambda: system_actor)
    install(system_actor, budget={"RI": 10**12, "RJ": 10**12})

    def command(*arguments: str) -> str:
        result = CliRunner().invoke(guarantee, arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    return command


def issue(run: Run, db: Cursor, on: str) -> dict[str, object]:
    """A letter for somebody new on a day, as the command prints it."""
    siti = make_person(db)
    said = run("issue", "--provider", HOSPITAL, "--nik", str(siti.nik), "--kk", str(siti.kk),
               "--care", "inpatient", "--diagnosis", "O80.9", "--on", on, "--json")  # fmt: skip
    letter: dict[str, object] = json.loads(said)["letter"]
    return letter


def test_from_the_first_letter_to_the_report(run: Run, db: Cursor, tmp_path: Path) -> None:
    first = issue(run, db, "2012-03-01")
    assert first["estimate_basis"] == "pack"
    run("settle", str(first["letter_no"]), "--amount", "1000000", "--on", "2012-03-20")
    assert json.loads(run("learn", "--on", "2012-04-01", "--json"))["cells"] > 2
    second = issue(run, db, "2012-04-02")
    assert second["estimate_basis"] == "2012-04-01 inpatient/B/3/O80"
    run("settle", str(second["letter_no"]), "--amount", "9000000", "--on", "2012-04-20")
    issue(run, db, "2012-04-03")

    out = tmp_path / "letters.csv"
    report = json.loads(run("calibration", *PERIOD, "--out", str(out), "--json"))
    assert (report["issued"], report["settled"], report["learned"]) == (3, 2, 1)
    reserved = [first["reserved_idr"], second["reserved_idr"]]
    assert report["reserved_idr"] == sum(reserved)  # type: ignore[arg-type]
    assert report["mean_error_idr"] == report["reserved_idr"] // 2 - 5_000_000
    assert report["until_q80_bp"] == 5_000
    assert report["within_q10_q90_bp"] == 0
    assert report["by_care"]["inpatient"]["settled"] == 2
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [row["basis"] for row in rows] == ["pack", second["estimate_basis"]]
    assert [int(row["outcome_idr"]) for row in rows] == [1_000_000, 9_000_000]

    table = run("calibration", *PERIOD)
    assert "50.0 %" in table
    assert "semua / all" in table


def test_a_report_without_letters_has_dashes(run: Run) -> None:
    assert json.loads(run("calibration", *PERIOD, "--json"))["mean_error_bp"] is None
    assert "–" in run("calibration", *PERIOD)
