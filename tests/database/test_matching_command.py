"""`multiguna claims match` and `residents duplicates|merge|unmerge` on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner
from tests.database.test_claims_adjudicating import RECEIVED, Bill, bill, pack, rate, siti
from tests.database.test_claims_matching import NUMBER, promise
from tests.people import Someone, make_person

from multiguna.accounts.actions import add_user
from multiguna.cli.claims import claims
from multiguna.cli.registry import residents
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor, Role

__all__ = ["bill", "pack", "rate", "siti"]

Run = Callable[..., str]
AS = ("--as", "vera")
ON = ("--on", f"{RECEIVED}")


@pytest.fixture
def run(db: Cursor, system_actor: Actor) -> Run:
    """Run a command as unattended work, beside which a verifier has an account; gives what it
    printed."""
    add_user(
        username="vera", full_name="vera", role=Role.VERIFIER, by=system_actor, on=RECEIVED,
        password="kata sandi yang panjang sekali", provider_code=None,
    )  # fmt: skip

    def command(group: click.Group, *arguments: str) -> str:
        result = CliRunner().invoke(group, arguments, obj=system_actor)
        if isinstance(result.exception, Refused):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout

    return command


def test_a_claim_is_matched_listed_shown_and_decided(
    run: Run, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    promise(siti, system_actor)
    batch = bill(siti, 2, letter=False)
    made = json.loads(run(claims, "match", "run", "--numbers-only", *ON, "--json"))
    assert made == {
        "claims": 1, "decided": 0, "found": 1, "without": 0, "by_method": {"person_letter": 1}
    }  # fmt: skip
    (listed,) = json.loads(run(claims, "match", "list", "--json"))["claims"]
    assert (listed["method"], listed["letter_no"]) == ("person_letter", NUMBER)
    claim = str(listed["claim_id"])
    shown = run(claims, "match", "show", claim, "--json")
    assert json.loads(shown)["candidates"][0]["person_id"] == siti.person_id
    assert "CONTOH" not in shown
    assert str(siti.nik) not in run(claims, "match", "show", claim)
    run(claims, "match", "none", claim, "--reason", "Belum yakin", *AS, *ON)
    run(claims, "match", "undo", claim, "--reason", "Sekarang yakin", *AS, *ON)
    run(claims, "match", "decide", claim, "--candidate", "1", *AS, *ON)
    decided = json.loads(run(claims, "match", "show", claim, "--json"))["decisions"]
    assert [one["kind"] for one in decided] == ["none", "undo", "match"]
    assert json.loads(run(claims, "match", "list", "--json"))["total"] == 0
    result = json.loads(run(claims, "adjudicate", "--batch", str(batch), *ON, "--json"))
    assert result["approved"]["claims"] == 1


def test_sure_ones_are_accepted_together(
    run: Run, siti: Someone, bill: Bill, system_actor: Actor
) -> None:
    promise(siti, system_actor)
    bill(siti, 2, letter=False, NAMA_PASIEN="CONTOH WARGA")
    run(claims, "match", "run", "--numbers-only", *ON)
    arguments = ("--method", "person_letter", "--reason", "NIK sama", *AS, *ON, "--json")
    assert json.loads(run(claims, "match", "accept", *arguments)) == {"accepted": 1}
    assert json.loads(run(claims, "match", "accept", *arguments)) == {"accepted": 0}


def test_persons_are_merged_and_unmerged(run: Run, db: Cursor, system_actor: Actor) -> None:
    one, two = make_person(db).person_id, make_person(db).person_id
    found = json.loads(run(residents, "duplicates", "--least", "0", "--json"))["duplicates"]
    assert [(pair["person_id"], pair["other_id"]) for pair in found] == [(one, two)]
    assert "CONTOH" not in json.dumps(found)
    arguments = (str(one), str(two), "--reason", "Sama", *ON, "--json")
    merged = json.loads(run(residents, "merge", *arguments))["merge_no"]
    assert run(residents, "duplicates", "--least", "0").endswith("0 pasangan / pairs\n")
    with pytest.raises(Refused, match="already_merged"):
        run(residents, "merge", *arguments)
    run(residents, "unmerge", str(merged), "--reason", "Beda", *ON)
    assert run(residents, "duplicates", "--least", "0").endswith("1 pasangan / pairs\n")


def test_no_command_waits_for_linkage_or_workbooks() -> None:
    """Splink, DuckDB and Arrow take seconds to load, and workbooks half of one: only comparing
    or a workbook may load them."""
    code = (
        "import sys, django; django.setup(); import multiguna.cli.claims, multiguna.cli.registry, "
        "multiguna.cli.server; print(sorted("
        "{'splink', 'duckdb', 'pyarrow', 'pandas', 'openpyxl'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


def test_the_commands_that_decide_name_the_account_that_acts(
    real_db: None, system_actor: Actor
) -> None:
    many = ("--method", "nik_digits", "--reason", "Sama")
    for act in (("decide", "1", "--candidate", "1"), ("none", "1", "--reason", "Bukan"),
                ("undo", "1", "--reason", "Keliru"), ("accept", *many)):  # fmt: skip
        result = CliRunner().invoke(claims, ("match", *act, *ON), obj=system_actor)
        assert (result.exit_code, "Missing option '--as'" in result.output) == (2, True)
