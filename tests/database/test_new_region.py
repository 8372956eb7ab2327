"""A region from nothing: its code, a pack, a signature, residents, and a desk that decides.

Everything is done as an operator does it, by commands in a fresh home; no code is changed, and
nothing of the region stands in the code: Kabupaten Merauke, three time zones east of the capital's.
"""

from __future__ import annotations

import csv
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from tests.homes import forget

from multiguna.registry.terms import RESIDENT_COLUMNS

ANSWERS = """
region: "93.01"
from: 2026-01-01
who: everyone
mode: full
parameters: {residency_days_min: 180}
budget: {amount_idr: 9000000000}
hospitals:
  - {name: RSUD Contoh Merauke, class: C, ownership: government, provider_code: "9301901"}
"""
TODAY, PASSWORD = "2026-11-24", "panjang-dan-rahasia-9301"
MARIA, YOSEF = "9301994505900001", "9301990101800002"
KK_MARIA, KK_YOSEF = "9301990101200001", "9301990101200002"


class Operator:
    """Runs commands in a home of its own."""

    def __init__(self, home: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if "DATABASE" not in name}
        self.home = home
        self.settings = {**kept, "MULTIGUNA_HOME": str(home), "MULTIGUNA_TODAY": TODAY,
                         "MULTIGUNA_PASSWORD": PASSWORD}  # fmt: skip

    def __call__(self, *words: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "multiguna.cli", *words], env=self.settings, text=True,
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return done.stdout if code == 0 else done.stderr

    def serve(self, port: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "multiguna.cli", "serve", "--port", str(port), "--workers", "1",
             "--no-work"],
            env=self.settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


class Browser:
    """A clerk's browser: it keeps cookies and sends a form with its token."""

    def __init__(self, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar())
        ).open

    def get(self, path: str) -> str:
        with self.open(f"{self.origin}{path}", timeout=10) as page:
            return str(page.read().decode())

    def send(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert token, "the page has a form"
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        request = urllib.request.Request(
            f"{self.origin}{path}", body, {"Referer": f"{self.origin}{path}"}
        )
        with self.open(request, timeout=10) as page:
            return str(page.read().decode())


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    yield Operator(tmp_path / "home")
    forget(tmp_path / "home")


def residents(folder: Path, village: str) -> Path:
    """Maria has lived there since birth; Yosef came in October."""
    common = {
        "TMPT_LHR": "MERAUKE", "ALAMAT": "JL CONTOH", "NO_RT": "001", "NO_RW": "002",
        "KODE_KEL": village, "STAT_HBKEL": "1", "STATUS_KAWIN": "1", "EKTP_STATUS": "1",
    }  # fmt: skip
    rows = (
        {**common, "NIK": MARIA, "NO_KK": KK_MARIA, "NAMA_LGKP": "MARIA CONTOH",
         "JENIS_KLMIN": "2", "TGL_LHR": "1990-05-05"},
        {**common, "NIK": YOSEF, "NO_KK": KK_YOSEF, "NAMA_LGKP": "YOSEF CONTOH",
         "JENIS_KLMIN": "1", "TGL_LHR": "1980-01-01", "TGL_DATANG": "2026-10-01"},
    )  # fmt: skip
    path = folder / "residents.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, RESIDENT_COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_region_from_nothing_to_a_desk_that_decides(operator: Operator, tmp_path: Path) -> None:
    [merauke] = json.loads(operator("region", "find", "merauke", "--json"))
    assert (merauke["code"], merauke["timezone"]) == ("93.01", "Asia/Jayapura")

    answers, pack = tmp_path / "answers.yaml", tmp_path / "merauke"
    answers.write_text(ANSWERS)
    made = json.loads(
        operator("pack", "new", "--profile", str(answers), "--out", str(pack), "--json")
    )
    assert made["villages"] == merauke["villages"]
    assert json.loads(operator("pack", "check", str(pack), "--json"))["valid"]

    assert "[pack_unsigned]" in operator("pack", "install", str(pack), code=1)
    signed = json.loads(operator("pack", "sign", str(pack), "--json"))
    installed = json.loads(operator("pack", "install", str(pack), "--json"))
    assert (installed["signed_by"], installed["name"]) == (signed["key_id"], "merauke")

    village = (pack / "regions" / "villages.csv").read_text().splitlines()[1].split(",")[2]
    taken = json.loads(operator("residents", "import", str(residents(tmp_path, village)), "--json"))
    assert (taken["inserted"], taken["refused"]) == (2, 0)
    operator("user", "add", "desk", "--name", "Loket Contoh", "--role", "desk_clerk",
             "--provider", "9301901")  # fmt: skip

    def asked(nik: str) -> tuple[bool, str, str]:
        said = json.loads(operator("coverage", "check", "--nik", nik, "--json"))
        return said["covered"], said["reason"], said["stage"]

    assert asked(MARIA) == (True, "covered", "everyone-2026")
    assert asked(YOSEF) == (False, "residency_too_short", "everyone-2026")

    at_the_desk(operator)


def at_the_desk(operator: Operator) -> None:
    """The clerk logs in at the served site and gets the same two answers, and a letter's form."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site, clerk = operator.serve(port), Browser(port)
    try:
        wait_for(clerk)
        assert "login-error" not in clerk.send("/login/", username="desk", password=PASSWORD)
        shown = {"papers": "asked", "ktp": "1", "kk_shown": "1", "on": TODAY, "care": "outpatient"}
        maria = clerk.send("/desk/", nik=MARIA, **shown)
        assert "DIJAMIN" in maria
        assert "TIDAK DIJAMIN" not in maria
        assert "MARIA CONTOH" in maria
        assert 'action="/desk/letters/"' in maria
        yosef = clerk.send("/desk/", nik=YOSEF, **shown)
        assert "TIDAK DIJAMIN" in yosef
        assert 'action="/desk/letters/"' not in yosef
    finally:
        site.terminate()
        site.wait(timeout=30)


def wait_for(clerk: Browser) -> None:
    for _ in range(300):
        try:
            clerk.get("/login/")
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail("the site did not answer")
