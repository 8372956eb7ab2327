"""`multiguna claims`: from the hospital's file to the decision, on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.people import HOSPITAL, install

from multiguna.claims.terms import COLUMNS
from multiguna.cli.claims import claims
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor

Run = Callable[..., str]


@pytest.fixture
def run(db: Cursor, system_actor: Actor) -> Run:
    """Run the command as unattended work; gives what it printed."""
    install(system_actor)

    def command(*arguments: str) -> str:
        result = CliRunner().invoke(claims, arguments, obj=system_actor)
        if isinstance(result.exception, Refused):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout

    return command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An e-Klaim file with one good row without a letter and one bad row."""
    good = dict.fromkeys(COLUMNS, "0") | {
        "KODE_RS": HOSPITAL, "KELAS_RAWAT": "3", "PTD": "2", "SEX": "2", "BIRTH_DATE": "-",
        "ADMISSION_DATE": "01/03/2012", "DISCHARGE_DATE": "01/03/2012", "DISCHARGE_STATUS": "1",
        "DIAGLIST": "A09", "PROCLIST": "-", "INACBG": "Q-5-44-0", "LOS": "1", "SEP": "S1",
        "NAMA_PASIEN": "SITI CONTOH", "NOKARTU": "-", "PAYOR_ID": "5;JAMKESDA", "CODER_ID": "-",
    }  # fmt: skip
    path = tmp_path / "P.txt"
    lines = ["\t".join(COLUMNS), *("\t".join(row.values()) for row in (good, good | {"SEP": ""}))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_import_adjudicate_and_list(run: Run, file: Path) -> None:
    arguments = ("import", str(file), "--provider", HOSPITAL, "--on", "2012-04-01", "--json")
    taken = json.loads(run(*arguments))
    assert (taken["rows"], taken["imported"], taken["refused"]) == (2, 1, 1)
    assert [problem["code"] for problem in taken["problems"]] == ["value_missing"]
    assert Path(taken["report"]).read_text("utf-8-sig").count("\n") == 2
    assert json.loads(run(*arguments))["known"] is True
    decided = json.loads(run("adjudicate", "--batch", str(taken["batch_id"]), "--json"))
    assert decided["rejected"]["claims"] == 1
    listed = json.loads(run("list", "--rule", "no_guarantee", "--json"))
    assert listed["total"] == 1
    assert listed["claims"][0]["outcome"] == "rejected"
    assert "SITI" not in json.dumps(listed)
    assert "no_guarantee" in run("list", "--outcome", "rejected")


def test_a_refusal_reaches_the_main_command(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"\0")
    with pytest.raises(Refused, match="encoding"):
        run("import", str(broken), "--provider", HOSPITAL)
