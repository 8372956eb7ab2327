"""`multiguna offline` and `multiguna coverage card`: from an invitation to a check with files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.people import DAY, HOSPITAL, install, make_person

from multiguna.cli.cards import card
from multiguna.cli.offline import offline
from multiguna.coverage.actions.listing import make_due_lists
from multiguna.kernel import clock
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor

Run = Callable[..., str]
ON = ("--on", DAY.isoformat())
KK = 3671990101008888


@pytest.fixture
def run(db: Cursor, system_actor: Actor, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command as unattended work; gives what it printed."""
    monkeypatch.setenv("MULTIGUNA_TODAY", DAY.isoformat())
    for module in ("offline", "cards"):
        monkeypatch.setattr(f"multiguna.cli.{module}.open_actor", lambda: system_actor)
    install(system_actor)

    def command(group: click.Group, *arguments: str, code: int = 0, typed: str = "") -> str:
        result = CliRunner().invoke(group, arguments, input=typed)
        if isinstance(result.exception, Refused):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.stdout

    return command


@pytest.fixture
def alone(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same, on a computer that has no database."""

    def command(*arguments: object, **rest: object) -> str:
        with monkeypatch.context() as without:
            for module in ("offline", "cards"):
                without.setattr(f"multiguna.cli.{module}.open_actor", no_database)
            without.setattr("multiguna.kernel.db.connection", no_database)
            return run(*arguments, **rest)

    return command


def no_database() -> None:
    pytest.fail("this needs no database")


def test_lists_are_made_for_hospitals_with_a_device_and_checked_alone(
    run: Run, alone: Run, db: Cursor, tmp_path: Path
) -> None:
    make_person(db)
    assert json.loads(run(offline, "make", *ON, "--json")) == []
    invited = json.loads(run(offline, "invite", "--provider", HOSPITAL, "--name", "IGD", *ON,
                             "--json"))  # fmt: skip
    assert (invited["device_no"], len(invited["code"])) == (1, 12)
    [made] = json.loads(run(offline, "make", "--out", str(tmp_path), *ON, "--json"))
    assert (made["provider_code"], made["people"], made["key_no"]) == (HOSPITAL, 1, 1)
    ring, file = tmp_path / "keys.json", tmp_path / f"{HOSPITAL}.list"
    run(offline, "keys", "--out", str(ring))
    said = json.loads(alone(offline, "verify", str(file), "--keys", str(ring), "--json"))
    assert (said["kind"], said["records"], said["list_id"]) == ("population", 1, made["list_id"])
    file.write_bytes(file.read_bytes()[:-1] + b"\xff")
    with pytest.raises(Refused) as refused:
        alone(offline, "verify", str(file), "--keys", str(ring))
    assert refused.value.code == "list_damaged"
    assert "2" in run(offline, "rotate-key", "--provider", HOSPITAL, "--reason", "stolen", *ON)
    [again] = json.loads(run(offline, "make", *ON, "--json"))
    assert (again["key_no"], again["delta_bytes"]) == (2, None)
    assert "lists-2" in run(offline, "rotate-signer", "--use", "lists", *ON)
    assert json.loads(run(offline, "letters", *ON, "--json")) == []


def test_cards_from_issue_to_a_check_with_two_files(
    run: Run, alone: Run, db: Cursor, tmp_path: Path
) -> None:
    siti = make_person(db, kk=KK)
    gone = make_person(db, kk=KK, resident="{[1980-05-17,2010-01-01)}")
    made = json.loads(run(card, "issue", "--kk", str(KK), *ON, "--json"))
    assert made["without"] == [{"person_id": gone.person_id, "reason": "moved_out"}]
    [own] = made["cards"]
    ring, void, sheet = tmp_path / "keys.json", tmp_path / "void.list", tmp_path / "sheet.pdf"
    run(offline, "keys", "--out", str(ring))
    run(card, "revocations", "--out", str(void), *ON)
    check = ("verify", "-", "--keys", str(ring), "--revoked", str(void), *ON, "--json")
    good = json.loads(alone(card, *check, typed=own["token"] + "\n"))
    assert (good["good"], good["card_id"], good["ended"]) == (True, own["card_id"], None)
    answers = {}
    for nik, code in ((siti.nik, 0), (gone.nik, 1)):
        arguments = ("verify", own["token"], *check[2:], "--ktp")
        found = json.loads(alone(card, *arguments, code=code, typed=f"{nik}\n"))
        answers[nik] = found["belongs"]
    assert answers == {siti.nik: True, gone.nik: False}
    run(card, "sheet", "--kk", str(KK), "--out", str(sheet), *ON)
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert sheet.read_bytes().startswith(b"%PDF")
    run(card, "revoke", own["card_id"], "--reason", "lost", *ON)
    run(card, "revocations", "--out", str(void), *ON)
    bad = json.loads(alone(card, *check, code=1, typed=own["token"] + "\n"))
    assert (bad["good"], bad["ended"]) == (False, "lost")
    with pytest.raises(Refused):
        run(card, "sheet", "--kk", str(KK), "--out", str(sheet), *ON)


def test_the_worker_makes_a_list_once_a_day(run: Run, system_actor: Actor) -> None:
    due = {"by": system_actor, "on": DAY}
    assert make_due_lists(**due, at=clock.programme_now()) == 0
    run(offline, "invite", "--provider", HOSPITAL, "--name", "IGD", *ON)
    assert make_due_lists(**due, at=clock.programme_now()) == 1
    assert make_due_lists(**due, at=clock.now()) == 0
