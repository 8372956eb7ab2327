"""`multiguna residents`: a month is looked at, applied, and what it touches is listed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.payments_city import City, january
from tests.people import make_person, tangerang

from multiguna.cli.coverage import coverage
from multiguna.cli.registry import residents
from multiguna.kernel import clock
from multiguna.kernel.db import Cursor
from multiguna.kernel.terms import Actor
from multiguna.programme.actions import install_pack
from multiguna.registry.terms import MEMBERSHIP_COLUMNS, UPDATE_COLUMNS

ON = date(2012, 7, 1)
Run = Callable[..., str]


@pytest.fixture
def run(db: Cursor, system_actor: Actor, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command as unattended work in a city with a pack; gives what it printed."""
    monkeypatch.setattr("multiguna.cli.coverage.open_actor", lambda: system_actor)
    install_pack(pack=tangerang(), by=system_actor, on=ON)

    def command(*arguments: str, code: int = 0) -> str:
        group = coverage if arguments[0] == "check" else residents
        result = CliRunner().invoke(group, arguments, obj=system_actor)
        assert result.exit_code == code, (result.output, result.exception)
        return result.output

    return command


def test_a_month_from_preview_to_recovery(
    run: Run, db: Cursor, system_actor: Actor, tmp_path: Path
) -> None:
    siti, budi = make_person(db), make_person(db)
    city = City(system_actor).build()
    claim_id = city.claim("A1", 1_000_000, 1_000_000, person_id=siti.person_id)
    for order_no in january(system_actor):
        city.papers(order_no)
    path = tmp_path / "updates.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, UPDATE_COLUMNS, restval="")
        writer.writeheader()
        dead = {"PERISTIWA": "MATI", "TGL_PERISTIWA": "2012-01-05", "NIK": str(siti.nik)}
        writer.writerows([dead, {**dead, "PERISTIWA": "PINDAH", "NIK": str(budi.nik)},
                          {**dead, "NIK": "3671990101800009"}])  # fmt: skip
    preview = run("update", str(path), "--preview", "--on", f"{ON}")
    assert "nothing is kept" in preview
    assert "2 orang berubah" in preview
    assert "••••••••••••" in preview
    assert str(siti.nik) not in preview
    applied = json.loads(run("update", str(path), "--on", f"{ON}", "--json"))
    assert (applied["updated"], applied["refused"]) == (2, 1)
    assert applied["kinds"]["death"] == {"applied": 1, "unchanged": 0}
    assert "1 ditolak" in run("update", str(path), "--on", f"{ON}")

    effects = json.loads(run("effects", "--import", str(applied["import_no"]), "--json"))
    [found] = effects["affected"]
    assert (found["claim_id"], found["reason"], found["state"]) == (claim_id, "died", "paid")
    assert effects["recoverable_idr"] == 1_000_000
    today = clock.now().astimezone(clock.JAKARTA).date()
    listed = run("effects", "--since", f"{today}")
    assert "Rp1.000.000" in listed.replace(" ", "")
    assert str(siti.nik) not in listed
    tomorrow = today + timedelta(days=1)
    assert json.loads(run("effects", "--since", f"{tomorrow}", "--json"))["affected"] == []
    run("effects", code=2)


def test_what_was_known_decides_and_leaves_no_record(run: Run, db: Cursor) -> None:
    siti = make_person(db)
    tomorrow = clock.now().date() + timedelta(days=1)
    asked = ("check", "--nik", str(siti.nik), "--on", "2012-06-01")
    known = json.loads(run(*asked, "--known-on", f"{tomorrow}", "--json"))
    assert (known["reason"], known["record_id"], known["known_until"]) == ("covered", None, None)
    assert "as known on" in run(*asked, "--known-on", f"{tomorrow}")
    records = "SELECT count(*) FROM audit_record WHERE kind = 'coverage'"
    assert db.execute(records).fetchone() == (0,)
    assert json.loads(run(*asked, "--json"))["record_id"] is not None
    run(*asked, "--known-on", "2001-01-01", code=1)


def test_members_whose_contribution_is_odd(run: Run, db: Cursor, tmp_path: Path) -> None:
    siti = make_person(db, died_on=date(2015, 1, 1))
    path = tmp_path / "jkn.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [MEMBERSHIP_COLUMNS,
             (siti.nik, "0001234567890", "PBPU_PEMDA", "AKTIF", "2014-01-01", "")]
        )  # fmt: skip
    taken = json.loads(run("jkn", str(path), "--on", "2016-06-01", "--json"))
    assert (taken["updated"], taken["other_payer_first"]) == (1, True)
    assert "JKN pays first" in run("jkn", str(path), "--on", "2016-06-01")
    assert "does not ask for JKN" in run("jkn", str(path), "--on", "2014-06-01")
    found = json.loads(run("members", "--on", "2016-06-01", "--json"))
    assert found["counts"] == {"member_died": 1}
    assert str(siti.nik) not in run("members", "--on", "2016-06-01")
