"""`multiguna audit` as an auditor uses it, and its export in the stand-alone verifier's hands."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from multiguna.audit.actions import record_decision
from multiguna.cli.audit import audit
from multiguna.kernel.db import transaction
from multiguna.kernel.terms import system

BY = system("36.71")
TOOL = Path(__file__).parents[2] / "tools" / "verify_audit.py"

pytestmark = pytest.mark.usefixtures("real_db")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(audit, list(arguments), obj=BY)


def decide(outcome: str) -> int:
    with transaction(BY) as cur:
        return record_decision(
            cur, kind="coverage", subject="person:7", facts={}, outcome=outcome,
            reasons=[outcome], pack="tangerang 1.0.0", by=BY, on=date(2012, 3, 1),
        )  # fmt: skip


def sequence(count: int) -> None:
    deadline = time.monotonic() + 30
    while count:
        count -= json.loads(run("sequence", "--json").stdout)["added"]
        assert time.monotonic() < deadline


def test_verify_log_checkpoint_and_the_old_note(
    superuser: psycopg.Connection, tmp_path: Path
) -> None:
    assert run("checkpoint").stdout == ""
    number = decide("covered")
    decide("not_covered")
    sequence(2)
    kept = tmp_path / "note.txt"
    kept.write_text(run("checkpoint").stdout)

    done = run("verify", "--against", str(kept), "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["verified"], report["leaves"]) == (0, True, 2)
    assert "Utuh. / Verified." in run("verify").stdout

    listed = run("log", "--subject", "person:7").stdout.splitlines()
    assert ["not_covered" in line for line in listed] == [True, False]
    entries = json.loads(run("log", "--limit", "1", "--json").stdout)
    assert [entry["leaf_index"] for entry in entries] == [1]
    assert json.loads(run("log", "--kind", "guarantee", "--json").stdout) == []

    superuser.execute("UPDATE audit_record SET body = '{}' WHERE record_id = %s", [number])
    done = run("verify")
    assert done.exit_code == 1
    assert f"the body of record {number} was altered" in done.stdout
    assert "TIDAK UTUH" in done.stdout


def test_export_and_proof_are_verified_without_multiguna(tmp_path: Path) -> None:
    number = decide("covered")
    decide("covered")
    sequence(2)
    key = json.loads(run("checkpoint", "--json").stdout)["public_key"]
    exported, proved = tmp_path / "log.jsonl", tmp_path / "proof.json"
    assert run("export", str(exported)).exit_code == 0
    proved.write_text(run("proof", str(number)).stdout)
    for file in (exported, proved):
        command = [sys.executable, "-I", "-S", str(TOOL), str(file), "--key", key]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith("Verified: nothing is wrong.\n")
