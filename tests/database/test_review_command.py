"""`multiguna claims …` of decisions by people: decide, confirm, approve-clean, appeal, sample."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from tests.claims_rows import put
from tests.office_city import MELATI, RECEIVED, Office

from multiguna.accounts.actions import add_user
from multiguna.cli.claims import claims
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role

Run = Callable[..., str]
PASSWORD = "kata sandi yang panjang sekali"
ON = ("--on", "2012-04-05")
BIG = 60_000_000


@pytest.fixture
def office(db: Cursor, system_actor: Actor) -> Office:
    made = Office(db, system_actor).build()
    people = [("vera", Role.VERIFIER, None), ("wati", Role.VERIFIER, None),
              ("rina", Role.BILLER, MELATI)]  # fmt: skip
    for name, role, provider in people:
        add_user(
            username=name, full_name=name, role=role, password=PASSWORD, provider_code=provider,
            by=system_actor, on=RECEIVED,
        )  # fmt: skip
    db.execute("UPDATE ledger_account SET appropriation_idr = 1000000000, billed_idr = 100000000")
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


def pended(office: Office, billed_idr: int = 1_000_000, rule: str = "readmission") -> str:
    claim_id = office.claim(billed_idr=billed_idr)
    put(office.cursor, "claims_line", [
        {"claim_id": claim_id, "line_no": number, "provider_code": MELATI, "kind": kind,
         "code": "K", "billed_idr": amount}
        for number, kind, amount in ((1, "cbg", billed_idr - 200_000), (2, "sd", 200_000))
    ])  # fmt: skip
    office.decide(claim_id, "pended", RECEIVED, findings={rule: "pend"})
    return str(claim_id)


def test_a_claim_is_decided_appealed_against_and_ruled_on(run: Run, office: Office) -> None:
    claim = pended(office)
    arguments = ("decide", claim, "--line", "2=50000:obat tidak terbukti", "--reason", "dipotong")
    with pytest.raises(Refused, match="role_not_allowed"):
        run(*arguments, *ON)
    done = json.loads(run(*arguments, "--as", "vera", *ON, "--json"))
    assert (done["outcome"], done["approved_idr"], done["version"]) == ("reduced", 850_000, 2)
    filed = json.loads(
        run("appeal", "file", claim, "--grounds", "ada resep", "--as", "rina", *ON, "--json")
    )
    assert (filed["version"], filed["decide_by"]) == (2, "2012-04-20")
    assert claim.zfill(6) in run("appeal", "list")
    number = str(filed["appeal_no"])
    ruled = json.loads(
        run("appeal", "decide", number, "granted", "--reason", "cukup", "--as", "wati", *ON,
            "--json")
    )  # fmt: skip
    assert (ruled["verdict"], ruled["new_version"]) == ("granted", 3)
    assert json.loads(run("appeal", "list", "--json")) == {"appeals": []}


def test_a_large_bill_is_proposed_and_confirmed(run: Run, office: Office) -> None:
    claim = pended(office, BIG)
    say = ("decide", claim, "--outcome", "approved", "--reason", "wajar")
    assert "confirm" in run(*say, "--as", "vera", *ON)
    assert json.loads(run("proposals", "--json"))["proposals"][0]["proposed_by"] == "vera"
    ended = run("disagree", claim, "1", "--reason", "tunggu", "--as", "wati", *ON)
    assert ended.strip() == "Tidak sependapat"
    run(*say, "--as", "vera", *ON)
    assert "vera" in run("proposals")
    done = run("confirm", claim, "2", "--as", "wati", *ON)
    assert done.startswith("approved")
    assert run("proposals") == ""


def test_a_bulk_approval_tells_what_it_left(run: Run, office: Office) -> None:
    claim = pended(office)
    done = json.loads(run("approve-clean", "--reason", "dilihat", "--as", "vera", *ON, "--json"))
    assert (done["claims"], done["left_out"][0]["why"]) == (0, "other_findings")
    assert claim in run("approve-clean", "--claim", claim, "--reason", "x", "--as", "vera", *ON)


def test_a_line_is_written_as_number_and_amount(run: Run, office: Office) -> None:
    wrong = CliRunner().invoke(
        claims, ["decide", "1", "--line", "dua=3", "--reason", "x"], obj=office.by
    )
    assert (wrong.exit_code, "LINE=AMOUNT" in wrong.output) == (2, True)


def test_a_sample_is_drawn_checked_and_reported(run: Run, office: Office) -> None:
    for _ in range(6):
        office.decide(office.claim(), "approved", RECEIVED, approved_idr=1_000_000)
    draw = ("sample", "draw", "--from", "2012-04-01", "--until", "2012-05-01", "--size", "4",
            "--seed", "9")  # fmt: skip
    drawn = json.loads(run(*draw, *ON, "--json"))
    assert (drawn["population"], len(drawn["items"]), drawn["estimate"]) == (6, 4, None)
    number = str(drawn["sample_no"])
    assert "0 diperiksa" in run("sample", "report", number)
    for item in drawn["items"]:
        run("sample", "check", number, str(item["claim_id"]), "--correct", "900000", "--reason",
            "tarif keliru", "--as", "vera", *ON)  # fmt: skip
    told = json.loads(run("sample", "report", number, "--json"))
    assert told["estimate"]["error_idr"] == 600_000
    assert "100,00 %" in run("sample", "report", number)
    assert "4/4" in run("sample", "list")
