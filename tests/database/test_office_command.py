"""`multiguna claims …` of the office: worklist, query, answer, clock, lateness, minutes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.office_city import MELATI, RECEIVED, Office

from multiguna.accounts.actions import add_user
from multiguna.cli.claims import claims
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role

Run = Callable[..., str]
PASSWORD = "kata sandi yang panjang sekali"


@pytest.fixture
def office(db: Cursor, system_actor: Actor) -> Office:
    made = Office(db, system_actor).build()
    for name, role, provider in (("vera", Role.VERIFIER, None), ("koder", Role.BILLER, MELATI)):
        add_user(
            username=name, full_name=name, role=role, password=PASSWORD, provider_code=provider,
            by=system_actor, on=RECEIVED,
        )  # fmt: skip
    return made


@pytest.fixture
def run(office: Office) -> Run:
    """Run the command as unattended work; gives what it printed."""

    def command(*arguments: str) -> str:
        result = CliRunner().invoke(claims, arguments, obj=office.by)
        if isinstance(result.exception, Refused):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout

    return command


def test_a_claim_is_asked_about_answered_and_its_clock_told(
    run: Run, office: Office, tmp_path: Path
) -> None:
    claim_id = office.claim()
    office.decide(claim_id, "pended", RECEIVED, findings={"readmission": "pend"})
    listed = json.loads(run("worklist", "--order", "risk", "--on", "2012-04-05", "--json"))
    assert (listed["total"], listed["claims"][0]["claim_id"]) == (1, claim_id)
    assert "SITI" not in json.dumps(listed)
    asked = json.loads(
        run("ask", str(claim_id), "--text", "Resume?", "--as", "vera", "--on", "2012-04-05",
            "--json")
    )["queries"][0]  # fmt: skip
    assert (asked["answer_by"], asked["answer"]) == ("2012-04-12", None)
    assert "Menunggu" in run("clock", str(claim_id), "--on", "2012-04-06")
    waiting = run("worklist", "--flag", "waiting", "--on", "2012-04-06")
    assert "1 dari / of 1" in waiting
    paper = tmp_path / "resume.pdf"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    told = json.loads(
        run("answer", str(asked["query_no"]), "--text", "Terlampir.", "--as", "koder",
            "--file", str(paper), "--on", "2012-04-08", "--json")
    )["queries"][0]  # fmt: skip
    assert told["answer"]["answered_by"] == "koder"
    assert office.cursor.execute(
        "SELECT query_no, media_type FROM claims_attachment WHERE claim_id = %s", [claim_id]
    ).fetchall() == [(asked["query_no"], "application/pdf")]
    clock = json.loads(run("clock", str(claim_id), "--on", "2012-04-08", "--json"))["clock"]
    assert (clock["paused_days"], clock["due"]) == (3, "2012-04-20")
    assert "Terlampir." in run("thread", str(claim_id))


def test_what_a_person_must_do_is_not_done_unattended(run: Run, office: Office) -> None:
    claim_id = office.claim()
    for code, arguments in (
        ("role_not_allowed", ("ask", str(claim_id), "--text", "?")),
        ("role_not_allowed", ("ask", str(claim_id), "--text", "?", "--as", "koder")),
        ("user_unknown", ("ask", str(claim_id), "--text", "?", "--as", "siapa")),
    ):
        with pytest.raises(Refused) as told:
            run(*arguments)
        assert told.value.code == code


def test_minutes_are_closed_signed_printed_and_listed(
    run: Run, office: Office, tmp_path: Path
) -> None:
    claim_id = office.claim()
    office.decide(claim_id, "approved", RECEIVED, approved_idr=1_000_000)
    [waits] = json.loads(run("minutes", "open", "--on", "2012-04-30", "--json"))["months"]
    assert (waits["month"], waits["claims"], waits["open_claims"]) == ("2012-03", 1, 0)
    assert "2012-03  3671901  1 klaim/claims" in run("minutes", "open", "--on", "2012-04-30")
    close = ("minutes", "close", "--provider", MELATI, "--month", "2012-03", "--on", "2012-04-30")
    card = json.loads(run(*close, "--json"))["minutes"][0]
    number = card["minutes_no"]
    for name in ("koder", "vera"):
        run("minutes", "sign", number, "--as", name, "--on", "2012-05-01")
    out, proof = tmp_path / "bap.pdf", tmp_path / "bap.json"
    told = json.loads(
        run("minutes", "print", number, "--out", str(out), "--proof", str(proof), "--json")
    )
    assert out.read_bytes().startswith(b"%PDF-")
    assert (told["proof"], proof.exists()) == (False, False), "nothing is numbered yet"
    listed = json.loads(run("minutes", "list", "--month", "2012-03", "--json"))["minutes"]
    assert set(listed[0]["signatures"]) == {"city", "hospital"}
    assert "city, hospital" in run("minutes", "list")


def test_lateness_is_reported_by_month_and_hospital(run: Run, office: Office) -> None:
    office.decide(office.claim(), "approved", date(2012, 4, 3), approved_idr=1_000_000)
    office.claim()
    [row] = json.loads(run("late", "--on", "2012-05-10", "--json"))["rows"]
    assert (row["month"], row["decided_in_time"], row["open_late"]) == ("2012-04", 1, 1)
    assert "2012-04" in run("late", "--on", "2012-05-10")
