"""The city's published past, lived again: it adds up, and the alarm rings before the bills do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.homes import forget

SCALE = 400
FIRST_BILLS, DEBT = "2013-02-28", "2013-09-26"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the charts of the story are drawn."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> dict[str, Any]:
    """One `multiguna replay tangerang` at a coarse scale, alarms judged once a week."""
    home = tmp_path_factory.mktemp("replay")
    environment = {name: value for name, value in os.environ.items() if "DATABASE" not in name}
    environment["MULTIGUNA_HOME"] = str(home)
    command = [sys.executable, "-m", "multiguna.cli", "replay", "tangerang", "--json"]
    command += ["--scale", str(SCALE), "--seed", "1", "--watch-every", "7", "--out", str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    forget(home)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def alarms(story: dict[str, Any], code: str, year: int) -> list[dict[str, Any]]:
    """The alarms of a kind in a year, by day."""
    return [one for one in story["alarms"] if one["code"] == code and one["on"][:4] == str(year)]


def test_every_published_figure_is_met(story: dict[str, Any]) -> None:
    assert [one for one in story["published"] if not one["met"]] == []
    assert {one["what"] for one in story["published"]} == {
        "care_inpatients", "care_outpatients", "care_idr", "first_bills_inpatients",
        "first_bills_outpatients", "first_bills_idr", "bills_idr", "appropriation_idr", "paid_idr",
        "unpaid_idr", "verified_unpaid_idr",
    }  # fmt: skip
    money = [one for one in story["published"] if one["what"].endswith("_idr")]
    assert all(one["replayed"] * SCALE == one["published"] for one in money)
    assert story["refused"] == 0


def test_no_rupiah_is_lost_on_any_of_the_days(story: dict[str, Any]) -> None:
    assert story["identity"]["days"] == 1_096
    assert story["identity"]["broken"] == []
    for stock in [*story["stock"].values(), *story["month_ends"]]:
        parts = ("available", "committed", "billed", "obligations", "ordered", "paid")
        held = sum(stock[f"{part}_idr"] for part in parts)
        assert held == stock["appropriation_idr"] + stock["arrears_idr"]
    assert story["audit_verified"] is True


def test_the_alarm_rings_in_the_first_quarter_from_the_forecast(story: dict[str, Any]) -> None:
    first = alarms(story, "run_out", 2013)[0]
    assert "2013-01-01" <= first["on"] <= "2013-03-31"
    seen = first["figures"]
    assert seen["appropriation_idr"] * SCALE == 100_000_000_000
    assert seen["need_p50_idr"] > seen["appropriation_idr"] > seen["expected_used_idr"]
    assert first["on"] < seen["p10"] <= seen["p50"] <= "2013-12-31"
    assert seen["chance_to_reach_bp"] < 2_000


def test_the_alarm_comes_months_before_the_money_is_gone(story: dict[str, Any]) -> None:
    first = date.fromisoformat(alarms(story, "run_out", 2013)[0]["on"])
    gone = date.fromisoformat(alarms(story, "arrears_opened", 2013)[0]["on"])
    assert gone - first > timedelta(days=90)
    cut_off = date(2013, 9, 12)  # six hospitals restrict care
    assert cut_off - gone > timedelta(days=60)


def test_bills_showed_little_of_what_was_promised(story: dict[str, Any]) -> None:
    known, stock = story["known_by_bills"][FIRST_BILLS], story["stock"][FIRST_BILLS]
    assert known * SCALE == 3_600_000_000
    assert stock["used_idr"] > 5 * known
    assert story["outlook"][FIRST_BILLS]["need_p50_idr"] > stock["appropriation_idr"]
    assert story["known_by_bills"][DEBT] * SCALE == 165_000_000_000


def test_hospitals_wait_and_the_year_before_is_closed_whole(story: dict[str, Any]) -> None:
    unpaid = alarms(story, "hospital_unpaid", 2013)
    assert len({one["subject"] for one in unpaid}) >= 6
    assert [(one["year"], one["reconciled"]) for one in story["closings"]] == [
        (2011, True), (2011, True), (2012, True), (2012, True),
    ]  # fmt: skip
    assert all(one["paid_idr"] == one["appropriation_idr"] for one in story["closings"])


def test_what_was_assumed_is_said(story: dict[str, Any]) -> None:
    assert {one["what"] for one in story["assumed"]} >= {"care_by_month", "handing_in", "paying"}
    assert all(one["id"] and one["en"] for one in story["assumed"])


def test_the_charts_of_the_story_are_drawn(story: dict[str, Any], folder: Path) -> None:
    assert sorted(story["pictures"]) == sorted(path.name for path in folder.iterdir())
    drawn = (folder / "history-2013-promised.en.svg").read_text("utf-8")
    assert "28 Feb 2013: Rp 3.6 billion was billed" in drawn.replace("\u00a0", " ")
    assert len(story["pictures"]) == 8
