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


def test_several_files_and_a_folder_are_taken_in_one_by_one(
    run: Run, file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "kiriman"
    folder.mkdir()
    text = file.read_text("utf-8")
    (folder / "a.txt").write_text(text, "utf-8")
    (folder / "b.TXT").write_text(text.replace("\tS1\t", "\tS2\t"), "utf-8")
    (folder / "a.txt.errors.csv").write_text("not a claim file")
    (folder / "notes.md").write_text("nor this")
    arguments = ("import", str(folder), "--provider", HOSPITAL, "--on", "2012-04-01", "--json")
    taken = json.loads(run(*arguments))["files"]
    assert [(one["file"], one["imported"], one["refused"]) for one in taken] == [
        ("a.txt", 1, 1), ("b.TXT", 1, 1),
    ]  # fmt: skip
    again = json.loads(run(*arguments))["files"]
    assert [one["known"] for one in again] == [True, True]


def test_a_file_that_is_refused_does_not_hold_up_the_others(
    db: Cursor, system_actor: Actor, file: Path, tmp_path: Path
) -> None:
    install(system_actor)
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"\x00")
    arguments = ["import", str(broken), str(file), "--provider", HOSPITAL, "--json"]
    result = CliRunner().invoke(claims, arguments, obj=system_actor)
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)["files"]
    assert (first["refused"], second["imported"]) == ("encoding", 1)
    assert "[encoding]" in result.stderr


def test_receipt_attach_and_history(run: Run, file: Path, tmp_path: Path) -> None:
    arguments = ("import", str(file), "--provider", HOSPITAL, "--on", "2012-04-01", "--json")
    batch_id = str(json.loads(run(*arguments))["batch_id"])
    out = tmp_path / "tolak.xlsx"
    told = json.loads(run("receipt", batch_id, "--out", str(out), "--json"))
    assert (told["refused"], told["codes"]) == (1, {"value_missing": 1})
    assert out.read_bytes().startswith(b"PK")
    assert out.stat().st_mode & 0o777 == 0o600
    [claim] = json.loads(run("list", "--json"))["claims"]
    paper = tmp_path / "resume.pdf"
    paper.write_bytes(b"%PDF-1.7 resume")
    [card] = json.loads(run("attach", str(claim["claim_id"]), str(paper), "--json"))["attachments"]
    assert (card["seq"], card["media_type"]) == (1, "application/pdf")
    [revision] = json.loads(run("history", str(claim["claim_id"]), "--json"))["revisions"]
    assert (revision["revision"], revision["outcome"]) == (0, "undecided")
