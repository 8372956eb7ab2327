"""The hospital's connector against an e-Klaim that really encrypts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.eklaim_service import Service, claim_row, serving
from tests.people import DAY, HOSPITAL, install, make_person

from multiguna.cli.claims import claims
from multiguna.coverage.terms import Care
from multiguna.guarantees.actions import issue_guarantee
from multiguna.kernel.db import Cursor
from multiguna.kernel.errors import Refused
from multiguna.kernel.terms import Actor

KEY = "0123456789abcdef" * 4
Connect = Callable[..., Result]


@pytest.fixture
def service() -> Service:
    """Three claims, one of them with IDRG columns."""
    rows = {f"S{n}": claim_row(SEP=f"S{n}", KODE_RS=HOSPITAL) for n in (1, 2)}
    rows["S3"] = claim_row(SEP="S3", KODE_RS=HOSPITAL) | {"IDRG_DRG_CODE": "1234567"}
    return Service(bytes.fromhex(KEY), rows)


@pytest.fixture
def url(service: Service) -> Iterator[str]:
    with serving(service) as address:
        yield address


@pytest.fixture
def connect(db: Cursor, system_actor: Actor, url: str, tmp_path: Path) -> Connect:
    """Run `claims connect` for some numbers."""
    install(system_actor)
    key = tmp_path / "key"
    key.write_text(KEY + "\n")
    key.chmod(0o600)

    def run(*numbers: str, more: tuple[str, ...] = ("--import",)) -> Result:
        arguments = ["connect", "--url", url, "--key-file", str(key), "--provider", HOSPITAL]
        if numbers:
            listed = tmp_path / "numbers.txt"
            listed.write_text("\n".join(numbers))
            arguments += ["--sep-file", str(listed)]
        options = [*arguments, *more, "--on", "2012-04-01", "--json", "--timeout", "1"]
        return CliRunner().invoke(claims, options, obj=system_actor)

    return run


def refused(result: Result) -> str:
    assert isinstance(result.exception, Refused), result.output
    assert KEY not in str(result.exception)
    return result.exception.code


@pytest.mark.parametrize("with_header", [True, False])
def test_claims_are_fetched_and_taken_in(
    db: Cursor, connect: Connect, service: Service, with_header: bool
) -> None:
    service.with_header = with_header
    told = json.loads(connect("S1", "S2", "S1", "S9").stdout)
    assert service.asked == ["S1", "S2", "S9"]
    assert (told["fetched"], told["import"]["imported"]) == (2, 2)
    assert told["failed"] == [{"number": "S9", "code": "E2004"}]
    db.execute("SELECT claim_no FROM claims_claim ORDER BY claim_no")
    assert [row[0] for row in db.fetchall()] == ["S1", "S2"]


def test_idrg_columns_come_along(connect: Connect, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.touch(0o644)
    told = json.loads(connect("S1", "S3", more=("--out", str(out))).stdout)
    assert "import" not in told
    assert out.stat().st_mode & 0o777 == 0o600
    header, first, second = out.read_text("utf-8").splitlines()
    assert header.endswith("\tIDRG_DRG_CODE")
    assert (first.endswith("\t"), second.endswith("\t1234567")) == (True, True)


def test_open_letters_are_what_is_asked_for(
    db: Cursor, connect: Connect, service: Service, system_actor: Actor
) -> None:
    someone, number = make_person(db), f"{HOSPITAL}0312J000001"
    service.claims = {number: claim_row(SEP=number, KODE_RS=HOSPITAL)}
    issue_guarantee(letter_no=number, nik=someone.nik, kk=someone.kk, provider_code=HOSPITAL,
                    care=Care.OUTPATIENT, by=system_actor, on=DAY)  # fmt: skip
    told = json.loads(connect(more=("--from-list", "--import")).stdout)
    assert (service.asked, told["import"]["imported"]) == ([number], 1)
    assert json.loads(connect(more=("--from-list", "--import")).stdout)["asked"] == 0


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [("plain", "envelope_invalid"), ("tampered", "signature_not_match"),
     ("slow", "connection_failed"), ("redirect", "connection_failed")],
)  # fmt: skip
def test_what_is_wrong_with_the_service_is_said(
    connect: Connect, service: Service, behaviour: str, code: str
) -> None:
    service.behaviour = behaviour
    assert refused(connect("S1")) == code


def test_a_wrong_key_and_a_dead_service_are_refused(
    connect: Connect, service: Service, tmp_path: Path
) -> None:
    service.key = bytes(32)
    assert refused(connect("S1")) == "signature_not_match"
    assert refused(connect("S1", more=("--import", "--url", "http://127.0.0.1:1/"))) == (
        "connection_failed"
    )
    assert refused(connect("S1", more=("--import", "--url", "file:///etc/passwd"))) == "url_invalid"
    (tmp_path / "key").chmod(0o644)
    assert refused(connect("S1")) == "key_file_open"


def test_with_out_alone_no_database_is_opened(url: str, tmp_path: Path) -> None:
    key, numbers, out = tmp_path / "key", tmp_path / "numbers", tmp_path / "out.txt"
    key.write_text(KEY)
    key.chmod(0o600)
    numbers.write_text("S1\n")
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    done = subprocess.run(
        [sys.executable, "-m", "multiguna.cli", "claims", "connect", "--url", url, "--key-file",
         str(key), "--provider", HOSPITAL, "--sep-file", str(numbers), "--out", str(out)],
        env={**os.environ, **nowhere}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert out.read_text("utf-8").count("\n") == 2
    assert KEY not in done.stdout + done.stderr
