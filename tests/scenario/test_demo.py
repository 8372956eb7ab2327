"""The whole programme from one command: a generated city from two cards to balanced books."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.homes import forget

AMOUNTS = ("available_idr", "committed_idr", "billed_idr", "obligations_idr", "ordered_idr",
           "paid_idr")  # fmt: skip
UNREPEATED = ("seconds",)


def run_demo(home: Path, *, seed: int) -> dict[str, Any]:
    """One `multiguna demo` of a small city in a home of its own."""
    environment = {name: value for name, value in os.environ.items() if "DATABASE" not in name}
    environment["MULTIGUNA_HOME"] = str(home)
    command = [sys.executable, "-m", "multiguna.cli", "demo", "--no-serve", "--json"]
    command += ["--residents", "8000", "--months", "12", "--seed", str(seed)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    forget(home)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The figures of a small city."""
    return run_demo(tmp_path_factory.mktemp("demo"), seed=7)


def test_every_rupiah_is_in_one_place(figures: dict[str, Any]) -> None:
    used = sum(figures[name] for name in AMOUNTS)
    assert figures["appropriation_idr"] + figures["arrears_idr"] == used
    assert figures["ordered_idr"] == 0
    assert figures["paid_idr"] > 0
    assert figures["ledger_balanced"] is True
    assert figures["audit_verified"] is True


def test_the_city_is_whole(figures: dict[str, Any]) -> None:
    assert figures["residents"] == 8_000
    assert figures["providers"] == 32
    decided = sum(figures[outcome] for outcome in ("approved", "reduced", "rejected", "pended"))
    assert decided == figures["claims_imported"] > 0
    assert figures["guarantees"] > 0
    assert figures["rows_refused"] > 0


def test_what_was_planted_is_found_and_nothing_else_is_flagged(figures: dict[str, Any]) -> None:
    missed = [one for one in figures["planted"] if one["covered"] and one["found"] < one["planted"]]
    assert missed == []
    assert figures["falsely_flagged"] == []
    assert {one["kind"] for one in figures["planted"] if not one["covered"]} == {
        "phantom_billing", "upcoding", "prolonged_stay",
    }  # fmt: skip


def test_the_same_seed_gives_the_same_figures(figures: dict[str, Any], tmp_path: Path) -> None:
    again = run_demo(tmp_path, seed=7)
    for name in UNREPEATED:
        del again[name]
    assert again == {name: value for name, value in figures.items() if name not in UNREPEATED}
